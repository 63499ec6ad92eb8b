package document

import (
	"encoding/xml"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mingde/internal/metadata"
	"mingde/internal/personal"
)

// Property is a property of a document, of those that its reader does not see on a page, that names a person.
type Property struct {
	Name   string // one of those below
	Person string // masked: 李某
}

// The names of properties.
const (
	byAuthor   = "author"
	byEditor   = "editor"
	byManager  = "manager"
	byCompany  = "company"
	byOwn      = "custom"    // a property that somebody added
	byComment  = "commenter" // who wrote a comment
	byChange   = "reviser"   // who made a change that is tracked
	byArtist   = "artist"    // of a picture
	inCaption  = "caption"   // of a picture
	inPictures = "shown"     // on a picture
)

// officeProperties are the elements of docProps/core.xml and docProps/app.xml that may name a person.
var officeProperties = map[string]string{"creator": byAuthor, "lastModifiedBy": byEditor, "Manager": byManager, "Company": byCompany}

// ownProperties are parts of the names of properties that somebody added for a person.
var ownProperties = []string{"人", "者", "姓名", "作者", "author", "editor", "writer", "owner", "checked by", "typist", "client"}

// programs are beginnings of the names of properties that programs write for themselves.
var programs = []string{"kso", "icv", "contenttype", "_dlc", "msip", "_", "generator", "application", "appversion", "template", "docguid", "linksuptodate"}

// properties reads those of a package.
func (o *office) properties(c *content) error {
	for _, name := range []string{"docprops/core.xml", "docprops/app.xml"} {
		if o.files[name] == nil {
			continue
		}
		err := o.each(name, func(start xml.StartElement, text string) {
			element := start.Name.Local
			if by := officeProperties[element]; by != "" {
				c.property(by, text)
			}
			if element != "created" && element != "modified" && element != "lastPrinted" {
				c.say(Properties, "", text)
			}
		})
		if err != nil {
			return err
		}
	}
	if o.files["docprops/custom.xml"] == nil {
		return nil
	}
	d, closer, err := o.open("docprops/custom.xml")
	if err != nil {
		return err
	}
	defer closer.Close()
	var value string
	return elements(d, func(start xml.StartElement, text string) { // the value stands in an element within the property
		if start.Name.Local != "property" {
			value = text
			return
		}
		c.own(attribute(start, "name"), value)
	})
}

// own takes a property that somebody added.
func (c *content) own(name, value string) {
	low := strings.ToLower(name)
	if slices.ContainsFunc(programs, func(w string) bool { return strings.HasPrefix(low, w) }) {
		return
	}
	if slices.ContainsFunc(ownProperties, func(w string) bool { return strings.Contains(low, w) }) {
		c.property(byOwn, value)
	}
	if strings.TrimSpace(value) != "" {
		c.pieces = append(c.pieces, piece{label: name, text: value, part: Properties})
	}
}

// property adds the persons whom a text names that is nothing but names, as properties are.
func (c *content) property(name, text string) {
	if text == "" || len(text) > 600 {
		return
	}
	for _, one := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",，、;；:：/|&()（）", r) }) {
		if name == byCompany && utf8.RuneCountInString(one) != 3 {
			continue // 万科, 金山, 康佳
		}
		if person := maskedName(one); person != "" {
			c.add(Property{name, person})
		}
	}
}

func (c *content) add(p Property) {
	if !slices.Contains(c.properties, p) {
		c.properties = append(c.properties, p)
	}
}

// picture reads the metadata of a picture; its name is "" for a document that is one.
func (c *content) picture(name string, data []byte) {
	info := metadata.Read(data)
	where := ""
	if name != "" {
		where = "!" + name
	}
	if info.Located {
		c.located = append(c.located, name)
	}
	for _, t := range info.Texts {
		c.pictureText(where, t)
	}
}

func (c *content) pictureText(where string, t metadata.Text) {
	switch t.Field {
	case metadata.Creator:
		c.property(byArtist, t.Value)
	case metadata.Person:
		c.property(inPictures, t.Value)
	case metadata.Caption:
		for _, s := range personal.Names(t.Value) { // by what stands beside: alone, 龙舟 and 石榴 look like names as well
			_, size := utf8.DecodeRuneInString(t.Value[s.Start:])
			c.add(Property{inCaption, t.Value[s.Start:s.Start+size] + "某"})
		}
	}
	c.say(PictureTexts, where, t.Value)
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
	if personal.FullName(text) {
		_, size := utf8.DecodeRuneInString(text)
		return text[:size] + "某"
	}
	return ""
}
