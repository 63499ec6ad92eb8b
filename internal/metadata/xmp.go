package metadata

import (
	"bytes"
	"encoding/xml"
	"strings"
	"unicode"
)

// xmpTexts are the properties of XMP that hold texts, by the local parts of their names, with what these are of.
var xmpTexts = map[string]Field{
	"creator": Creator, "contributor": Creator, "publisher": Creator, "rights": Creator, "Artist": Creator, "Author": Creator, "Authors": Creator, "AuthorsPosition": Creator,
	"CaptionWriter": Creator, "Credit": Creator, "Owner": Creator, "OwnerName": Creator, "CameraOwnerName": Creator, "Copyright": Creator, "Source": Creator, "Manager": Creator,
	"LastModifiedBy": Creator, "Company": Caption,
	"CiEmailWork": Caption, "CiTelWork": Caption, "CiAdrExtadr": Caption, "CiUrlWork": Caption,
	"title": Caption, "description": Caption, "subject": Caption, "Headline": Caption, "Instructions": Caption, "Keywords": Caption, "Subject": Caption, "Title": Caption,
	"ImageDescription": Caption, "UserComment": Caption, "Description": Caption, "Notes": Caption, "Comments": Caption, "Label": Caption, "AltTextAccessibility": Caption, "ExtDescrAccessibility": Caption,
	"PersonInImage": Person, "PersonDisplayName": Person, "PersonName": Person, "PersonInImageName": Person,
}

const (
	nsRDF     = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	nsRegions = "http://www.metadataworkinggroup.com/schemas/regions/"
)

// xmp reads a packet (ISO 16684-1): RDF, of which every property is taken wherever it stands, as element or as attribute.
func (r *reader) xmp(packet []byte) {
	const deepest = 100
	packet = bytes.TrimRight(packet[:min(len(packet), maxPacket)], "\x00")
	if len(packet) == 0 {
		return
	}
	d := xml.NewDecoder(bytes.NewReader(packet))
	d.Strict = false
	var path []xml.Name
	for {
		token, err := d.Token()
		if err != nil || len(path) > deepest {
			return
		}
		switch t := token.(type) {
		case xml.StartElement:
			path = append(path, t.Name)
			for _, a := range t.Attr {
				r.property(a.Name, a.Value)
			}
		case xml.EndElement:
			if len(path) > 0 {
				path = path[:len(path)-1]
			}
		case xml.CharData:
			for i := len(path) - 1; i >= 0; i-- {
				if path[i].Space != nsRDF { // an item of a list belongs to the property
					r.property(path[i], string(t))
					break
				}
			}
		}
	}
}

// property takes one property. Of one that nobody knows only what has a Chinese character is taken: the others are identifiers, sums
// and settings.
func (r *reader) property(name xml.Name, value string) {
	value = strings.TrimSpace(value)
	if value == "" || name.Space == nsRDF || name.Space == "xmlns" || name.Local == "xmlns" {
		return
	}
	switch field := xmpTexts[name.Local]; {
	case name.Local == "GPSLatitude" || name.Local == "GPSLongitude":
		r.info.Located = r.info.Located || strings.ContainsAny(value, "123456789")
	case name.Local == "Name" && strings.HasPrefix(name.Space, nsRegions):
		r.add(Person, value)
	case field != 0:
		r.add(field, value)
	case strings.ContainsFunc(value, func(c rune) bool { return unicode.Is(unicode.Han, c) }):
		r.add(Caption, value)
	}
}
