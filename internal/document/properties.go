package document

import (
	"encoding/xml"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ledongthuc/pdf"

	"mingde/internal/personal"
)

// Property is a property of a document, of those that its reader does not see on a page, that names a person.
type Property struct {
	Name   string // "author", "editor", "manager"
	Person string // masked: 李某
}

// officeProperties are the elements of docProps/core.xml and docProps/app.xml that may name a person.
var officeProperties = map[string]string{"creator": "author", "lastModifiedBy": "editor", "Manager": "manager"}

// properties reads those of a package. Damaged ones have none.
func (o *office) properties() (all []Property) {
	for _, name := range []string{"docProps/core.xml", "docProps/app.xml"} {
		if o.files[name] == nil {
			continue
		}
		d, closer, err := o.open(name)
		if err != nil {
			continue
		}
		for {
			element, text, err := nextText(d)
			if err != nil {
				break
			}
			all = property(all, officeProperties[element], text)
		}
		closer.Close()
	}
	return all
}

// property adds a property whose text is the name of a person.
func property(all []Property, name, text string) []Property {
	if person := maskedName(text); name != "" && person != "" {
		if p := (Property{name, person}); !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all
}

// pdfProperties reads those of a PDF.
func pdfProperties(r *pdf.Reader) []Property {
	return property(nil, "author", r.Trailer().Key("Info").Key("Author").Text())
}

// offices are characters of what is no name of a person but of a post, an office or a program: 社区, 管理员, 微软用户.
const offices = "区委会办室所站部局街镇村组院校司厅科处员户软件系统默认用电脑"

// maskedName gives the surname with 某 of a text that is the full name of a person and nothing else; "" for others.
func maskedName(text string) string {
	text = strings.TrimSpace(text)
	n := utf8.RuneCountInString(text)
	if n < 2 || n > 4 || strings.ContainsAny(text, offices) || strings.ContainsFunc(text, func(r rune) bool { return !unicode.Is(unicode.Han, r) }) {
		return ""
	}
	const label = "姓名："
	for _, s := range personal.Names(label + text) {
		if s.Start == len(label) && s.End == len(label)+len(text) {
			_, size := utf8.DecodeRuneInString(text)
			return text[:size] + "某"
		}
	}
	return ""
}

// nextText gives the next text of an XML file with the name of the element right around it.
func nextText(d *xml.Decoder) (element, text string, err error) {
	for {
		token, err := d.Token()
		if err != nil {
			return "", "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			element = t.Name.Local
		case xml.EndElement:
			element = ""
		case xml.CharData:
			if element != "" {
				return element, string(t), nil
			}
		}
	}
}
