#pragma once

// The bytes that a launcher carries. Read by the launcher, which has no C library: only this header is shared
// with it.
//
//   flags byte, trap status byte,
//   environment: each NAME=VALUE template and a NUL, then an empty one,
//   words: the engine's absolute path first; each a template and a NUL, then an empty-list mark.
//
// In a template the byte `launcher_mark` is followed by what to put in, or by itself for itself.
namespace nsbinfmt::policy {

inline constexpr unsigned long launcher_capacity = 16384;  ///< bytes, flags included

inline constexpr char launcher_mark = '\x01';
inline constexpr char launcher_file = 'f';
inline constexpr char launcher_args = 'a';
inline constexpr char launcher_argv0 = '0';
inline constexpr char launcher_cwd = 'c';
inline constexpr char launcher_dir = 'd';
inline constexpr char launcher_env = 'e';
inline constexpr char launcher_dash_args = 'A';
inline constexpr char launcher_up = 'u';
inline constexpr char launcher_updir = 'U';
inline constexpr char launcher_no_cache = 'n';
inline constexpr char launcher_end = 'z';  ///< ends a list

inline constexpr char launcher_opens_guest = 1;  ///< flags byte: the guest comes as an open descriptor (O)

}  // namespace nsbinfmt::policy
