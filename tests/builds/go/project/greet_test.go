// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

const text = "hello from a file\n"

// `go test` starts a test in the directory of its package.
func TestRelativeName(t *testing.T) {
	got, err := greeting(filepath.Join("testdata", "greeting.txt"))
	if err != nil || got != text {
		t.Fatalf("got %q, %v", got, err)
	}
}

func TestAbsoluteName(t *testing.T) {
	got, err := greeting(filepath.Join(os.Getenv("GREET_DIRECTORY"), "testdata", "greeting.txt"))
	if err != nil || got != text {
		t.Fatalf("got %q, %v", got, err)
	}
}

func TestGetwd(t *testing.T) {
	got, err := os.Getwd()
	if err != nil || got != os.Getenv("GREET_DIRECTORY") {
		t.Fatalf("got %q, %v instead of %q", got, err, os.Getenv("GREET_DIRECTORY"))
	}
}

func TestTarget(t *testing.T) {
	if got := runtime.GOOS + "/" + runtime.GOARCH; got != os.Getenv("GREET_TARGET") {
		t.Fatalf("got %q instead of %q", got, os.Getenv("GREET_TARGET"))
	}
}

func TestControl(t *testing.T) {
	for _, name := range []string{"one", "two"} {
		t.Run(name, func(t *testing.T) {
			if os.Getenv("GREET_FAIL") == name {
				t.Fatal("asked to fail")
			}
		})
	}
}
