if arg[1] == "crash" then error("crash") end
print("args:")
for i = 1, #arg do print("[" .. arg[i] .. "]") end
print("WHERE=" .. tostring(os.getenv("WHERE")))
for line in io.lines("data.txt") do print(line) end
io.write(io.read("*a"):upper())
io.stdout:flush()
os.exit(42)
