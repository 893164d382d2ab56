// SPDX-License-Identifier: Apache-2.0

// greet FILE: prints the file, then the target it was built for, and exits with status 3.
package main

import (
	"fmt"
	"os"
	"runtime"
)

func greeting(name string) (string, error) {
	text, err := os.ReadFile(name)
	return string(text), err
}

func main() {
	text, err := greeting(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Print(text, runtime.GOOS, "/", runtime.GOARCH, "\n")
	os.Exit(3)
}
