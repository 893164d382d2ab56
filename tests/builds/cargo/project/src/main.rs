// SPDX-License-Identifier: Apache-2.0
// countdown N: counts down from N, which is also its exit status.

fn main() {
    let from = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
    print!("{}", countdown::countdown(from));
    std::process::exit(from.into());
}
