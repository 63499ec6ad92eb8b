package message

import (
	"maps"
	"regexp"
	"slices"
	"testing"

	"mingde/internal/problem"
)

// arguments finds the named arguments of a sentence.
var arguments = regexp.MustCompile(`{{\s*\.(\w+)\s*}}`)

// Every key stands in both languages, with the same arguments.
func TestLanguagesAgree(t *testing.T) {
	all := map[Language]map[string]string{}
	for _, lang := range Languages {
		all[lang] = map[string]string{}
		names, err := files.ReadDir(string(lang))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range names {
			maps.Copy(all[lang], sentences(string(lang)+"/"+f.Name()))
		}
	}
	for key, zh := range all[Chinese] {
		en, ok := all[English][key]
		if !ok {
			t.Errorf("%q has no English sentence", key)
			continue
		}
		if a, b := named(zh), named(en); !slices.Equal(a, b) {
			t.Errorf("%q: arguments %v in Chinese, %v in English", key, a, b)
		}
	}
	for key := range all[English] {
		if _, ok := all[Chinese][key]; !ok {
			t.Errorf("%q has no Chinese sentence", key)
		}
	}
}

func named(words string) []string {
	set := map[string]bool{}
	for _, m := range arguments.FindAllStringSubmatch(words, -1) {
		set[m[1]] = true
	}
	return slices.Sorted(maps.Keys(set))
}

func TestSay(t *testing.T) {
	for lang, want := range map[Language]string{Chinese: "是不是想写 community？", English: "did you mean community?"} {
		got := For(lang).Words("hint.did-you-mean", problem.Args{"suggestion": "community"})
		if got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
	if got := For(Chinese).Words("rule.nothing.hint", nil); got != "" {
		t.Errorf("a missing hint speaks: %q", got)
	}
	if got := For(Chinese).Words("rule.nothing", problem.Args{"a": "b"}); got != "rule.nothing a=b" {
		t.Errorf("a missing sentence loses its key or arguments: %q", got)
	}
}

func TestDetect(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want Language
	}{
		{map[string]string{"LANG": "zh_CN.UTF-8"}, Chinese},
		{map[string]string{"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, English},
		{map[string]string{"LC_MESSAGES": "zh_TW", "LANG": "de_DE"}, Chinese},
		{nil, English},
	} {
		if got := Detect(func(k string) string { return c.env[k] }); got != c.want {
			t.Errorf("%v: %s, want %s", c.env, got, c.want)
		}
	}
}
