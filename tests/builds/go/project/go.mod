// SPDX-License-Identifier: Apache-2.0
module greet.example

go 1.19
