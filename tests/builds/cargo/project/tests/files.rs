// SPDX-License-Identifier: Apache-2.0
// cargo starts an integration test in the package's directory.

use std::{env, fs};

const TEXT: &str = "5\n4\n3\n2\n1\n";

#[test]
fn reads_a_file_by_its_relative_name() {
    assert_eq!(fs::read_to_string("tests/five.txt").unwrap(), TEXT);
    assert_eq!(countdown::countdown(5), TEXT);
}

#[test]
fn reads_a_file_by_its_absolute_name() {
    assert_eq!(fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/five.txt")).unwrap(), TEXT);
}

#[test]
fn sees_the_environment_cargo_gives() {
    assert_eq!(env::var("CARGO_PKG_NAME").unwrap(), "countdown");
}
