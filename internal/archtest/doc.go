// Package archtest holds the repository to its own rules: which package may import which, what every package and file
// looks like, which modules are allowed, what lies where. It does not know what any package does.
//
// The rules are tests over the sources as they lie on the disk, parsed but not built, so that they see the files of
// every system and build tag. The table of floors in law_test.go is the one to change when a package comes or goes;
// each rule is tried on small trees in testdata, with what it finds there.
package archtest
