package main

import (
	"os"
	"strings"
)

// wantedLanguage finds --lang before anything else is parsed, so that help and complaints are in that language.
func wantedLanguage(args []string) string {
	for i, a := range args {
		if a == "--" {
			break
		}
		if value, ok := strings.CutPrefix(a, "--lang="); ok {
			return value
		}
		if a == "--lang" && i+1 < len(args) {
			return args[i+1]
		}
	}
	return ""
}

// getenv reads the environment. Where it names no locale, as on Windows, LANG is that of the system.
func getenv(name string) string {
	if value := os.Getenv(name); value != "" || name != "LANG" {
		return value
	}
	return systemLocale()
}
