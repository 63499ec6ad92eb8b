//go:build !windows

package main

// systemLocale is empty: the environment has told everything.
func systemLocale() string { return "" }
