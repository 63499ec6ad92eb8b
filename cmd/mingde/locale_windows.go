package main

import "golang.org/x/sys/windows"

// systemLocale gives the first of the user's languages of Windows ("zh-CN"), "" where that fails.
func systemLocale() string {
	languages, err := windows.GetUserPreferredUILanguages(windows.MUI_LANGUAGE_NAME)
	if err != nil || len(languages) == 0 {
		return ""
	}
	return languages[0]
}
