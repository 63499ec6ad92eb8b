// Package message is the catalogue of what users read on the terminal and in reports, in Chinese and English: sentences
// by key, with named arguments. It does not know who says them, nor when.
//
// The sentences lie in zh/*.toml and en/*.toml, one file for each package that speaks; a key stands in both languages
// (a test holds that). What residents read on the site itself is not here but in the layouts.
package message

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"

	"mingde/internal/problem"
)

//go:embed zh/*.toml en/*.toml
var files embed.FS

// Language is one of the languages of the catalogue.
type Language string

// The languages.
const (
	Chinese Language = "zh"
	English Language = "en"
)

// Languages lists them all.
var Languages = []Language{Chinese, English}

// Parse takes the value of --lang.
func Parse(name string) (Language, bool) {
	switch Language(name) {
	case Chinese, English:
		return Language(name), true
	}
	return "", false
}

// Detect gives the language of the user's locale: Chinese where LC_ALL, LC_MESSAGES or LANG (the first that is set, as
// POSIX has it) begins with "zh", English elsewhere.
func Detect(getenv func(string) string) Language {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := getenv(name); v != "" {
			if strings.HasPrefix(v, "zh") {
				return Chinese
			}
			return English
		}
	}
	return English
}

// Catalogue says sentences in one language. It is safe for use by several goroutines. Its files are read when it first
// speaks.
type Catalogue struct {
	language Language
	words    func() *sentencesOf
}

// sentencesOf is all that can be said in a language.
type sentencesOf struct {
	localizer *i18n.Localizer
	known     map[string]bool
}

// For gives the catalogue of a language.
func For(lang Language) *Catalogue {
	if lang == Chinese {
		return chinese
	}
	return english
}

var (
	chinese = &Catalogue{Chinese, sync.OnceValue(func() *sentencesOf { return load(Chinese) })}
	english = &Catalogue{English, sync.OnceValue(func() *sentencesOf { return load(English) })}
)

// load reads one language's files. A mistake in them is a mistake in the program, found by any test.
func load(lang Language) *sentencesOf {
	tag := language.Make(string(lang))
	bundle := i18n.NewBundle(tag)
	c := &sentencesOf{known: map[string]bool{}}
	names, err := fs.Glob(files, string(lang)+"/*.toml")
	if err != nil || len(names) == 0 {
		panic(fmt.Sprintf("message: no files of %s: %v", lang, err))
	}
	for _, name := range names {
		for key, words := range sentences(name) {
			if c.known[key] {
				panic(fmt.Sprintf("message: %s: %q stands twice", name, key))
			}
			c.known[key] = true
			bundle.MustAddMessages(tag, &i18n.Message{ID: key, Other: words})
		}
	}
	c.localizer = i18n.NewLocalizer(bundle, string(lang))
	return c
}

func sentences(name string) map[string]string {
	m := map[string]string{}
	data, err := files.ReadFile(name)
	if err == nil {
		err = toml.Unmarshal(data, &m)
	}
	if err != nil {
		panic(fmt.Sprintf("message: %s: %v", name, err))
	}
	return m
}

// Language says which language the catalogue speaks.
func (c *Catalogue) Language() Language { return c.language }

// Has tells whether there is a sentence under a key.
func (c *Catalogue) Has(key string) bool { return c.words().known[key] }

// Say puts a text into words. A hint or a basis may be missing and is then silent; any other key without a sentence is
// printed as it is, with its arguments, so that nothing is lost. The argument "part" is a part of a document by its name, and is put
// into words itself.
func (c *Catalogue) Say(t problem.Text) string {
	all := c.words()
	if !all.known[t.Key] {
		if t.Key == "" || strings.HasSuffix(t.Key, ".hint") {
			return ""
		}
		return strings.TrimSpace(t.Key + " " + strings.ReplaceAll(t.Args.String(), "\x00", " "))
	}
	args := map[string]string(t.Args)
	if part := args["part"]; part != "" {
		args = maps.Clone(args)
		args["part"] = c.Words("part."+part, nil)
	}
	words, err := all.localizer.Localize(&i18n.LocalizeConfig{MessageID: t.Key, TemplateData: args})
	if err != nil {
		return t.Key + ": " + err.Error()
	}
	return words
}

// Words says a sentence without wrapping its key in a Text.
func (c *Catalogue) Words(key string, args problem.Args) string {
	return c.Say(problem.Text{Key: key, Args: args})
}
