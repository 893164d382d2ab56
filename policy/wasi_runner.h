#pragma once

#include <string_view>

namespace nsbinfmt::policy {

/// What node, bun and deno run a WASI module with: given as their program text, so that no file of it is
/// needed. Its arguments are the guest's path, its argv[0] and its own arguments. It must stay short, for it
/// is handed on to an nsbinfmt inside as part of a registration (inherited_rules.h).
///
/// Which directories the guest gets is the same as for the template words {cwd}, {up} and {dir}: `map` adds
/// one that can be opened. The guest's exit status is kept; a trap is told on standard error and ends in a
/// real SIGABRT; a file that is no module ends in 126.
inline constexpr std::string_view wasi_runner =
    "import{readFileSync,readdirSync,opendirSync,accessSync,existsSync}from'node:fs';"
    "import{WASI}from'node:wasi';"
    "const[file,...args]=globalThis.Deno?.args??process.argv.slice(1),cwd=process.cwd(),preopens={},"
    "map=(name,dir)=>{try{accessSync(dir,5);opendirSync(dir).closeSync();preopens[name]=dir}catch{}},"
    "parent=dir=>dir.replace(/\\/[^/]*$/,'')||'/';"
    "map('.',cwd);"
    "for(let up='..',dir=cwd;dir!='/';up+='/..')map(up,dir=parent(dir));"
    "for(const name of readdirSync('/')){const top='/'+name;"
    "if(cwd!='/'&&existsSync(name))for(let dir=cwd;dir.startsWith(top+'/');dir=parent(dir))map(dir,dir);"
    "else map(top,top)}"
    "process.env.PWD=cwd;process.emitWarning=()=>{};"
    "let wasi,instance;"
    "try{wasi=new WASI({version:'preview1',args,env:process.env,preopens,returnOnExit:true});"
    "instance=new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)),"
    "{wasi_snapshot_preview1:wasi.wasiImport,wasi_unstable:wasi.wasiImport})}"
    "catch(error){console.error(`${file}: ${error.message}`);process.exit(126)}"
    "try{process.exitCode=wasi.start(instance)}"
    "catch(error){console.error(`${file}: ${error.stack}`);process.kill(process.pid,'SIGABRT')}";

}  // namespace nsbinfmt::policy
