package words

import (
	"strings"
	"testing"
)

// Indented code and the whole of an address are no text; what goes on with an item is.
func TestMarkdownMask(t *testing.T) {
	for text, want := range map[string]string{
		"前文。\n\n    代码,块\n\n后文。":            "前文。 后文。",
		"    开头的代码\n后文。":                    "后文。",
		"前文。\n\n\t代码\n":                     "前文。",
		"前文。\n    接着写。":                     "前文。 接着写。",
		"- 甲项\n\n    甲项的第二段\n\n乙":           "甲项 甲项的第二段 乙",
		"1. 甲项\n\n    甲项的第二段":               "甲项 甲项的第二段",
		"[^1]: 注\n\n    注的第二段":              "^1]: 注 注的第二段",
		"- 甲项\n\n散文。\n\n    代码":             "甲项 散文。",
		"```\n按装\n\n    按装\n```\n后文。":       "后文。",
		"见 https://a.gov.cn/的的 网页。":         "见 网页。",
		"见 https://a.gov.cn/文件/通知.pdf 的说明。": "见 的说明。",
		"见https://a.gov.cn/，请看。":            "见 ，请看。",
		"见https://a.gov.cn/请看这里的说明，多谢。":     "见 请看这里的说明，多谢。",
		"　　首行空两格，\n\n　　照样是正文。":              "　　首行空两格， 　　照样是正文。",
	} {
		masked := Markdown(text)
		if len(masked) != len(text) {
			t.Fatalf("%q: %d bytes masked to %d", text, len(text), len(masked))
		}
		shown := strings.FieldsFunc(masked, func(r rune) bool { return r == Hidden || r == Block || r == '\n' || r == ' ' })
		if got := strings.Join(shown, " "); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
