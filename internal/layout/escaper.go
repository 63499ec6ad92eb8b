package layout

import (
	"html/template"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
)

// escapers is the prefix of the functions that html/template puts behind a pipeline.
const escapers = "_html_template_"

// print compiles an action that writes: an operand, and the escapers behind it.
func (s *scope) print(n *parse.ActionNode) op {
	cmds := n.Pipe.Cmds
	first := slices.IndexFunc(cmds, func(cmd *parse.CommandNode) bool { return strings.HasPrefix(cmd.String(), escapers) })
	if first < 1 {
		s.giveUp(n, "no escaper")
		return nil
	}
	var chain []string
	for _, cmd := range cmds[first:] {
		chain = append(chain, strings.TrimPrefix(cmd.String(), escapers))
	}
	e := s.pipeline(cmds[:first])
	if o := escaped(e, chain); o != nil {
		return o
	}
	s.giveUp(n, "escaper")
	return nil
}

// escaped writes an operand through a chain of html/template's escapers; nil where it is not known to do as they do. Each
// but the last changes the text of an address, the last writes it; they know a text that is typed as safe for its place.
func escaped(e expr, chain []string) op {
	last := len(chain) - 1
	value := e.value
	if value == nil {
		return nil
	}
	var filters []func(string) string
	for i, name := range chain[:last] {
		switch {
		case name == "urlfilter" && i == 0 && e.typ == reflect.TypeFor[template.URL]():
		case name == "urlfilter":
			filters = append(filters, filterAddress)
		case name == "urlnormalizer" || name == "urlescaper" && i == 0 && e.typ == reflect.TypeFor[template.URL]():
			filters = append(filters, func(s string) string { return percentEncoded(s, true) })
		case name == "urlescaper":
			filters = append(filters, func(s string) string { return percentEncoded(s, false) })
		default:
			return nil
		}
	}
	inHTML := chain[last] == "htmlescaper" || chain[last] == "rcdataescaper" || chain[last] == "attrescaper"
	switch e.typ {
	case reflect.TypeFor[template.HTML]():
		if slices.Equal(chain, []string{"htmlescaper"}) {
			if e.emit != nil {
				return e.emit
			}
			return func(r *run) { r.out = append(r.out, value(r).String()...) }
		}
	case reflect.TypeFor[template.CSS]():
		if slices.Equal(chain, []string{"cssvaluefilter"}) {
			return func(r *run) { r.out = append(r.out, value(r).String()...) }
		}
	case reflect.TypeFor[int]():
		if inHTML {
			return func(r *run) { r.out = strconv.AppendInt(r.out, value(r).Int(), 10) }
		}
	case reflect.TypeFor[string](), reflect.TypeFor[template.URL]():
		if inHTML {
			return func(r *run) {
				text := value(r).String()
				for _, filter := range filters {
					text = filter(text)
				}
				r.out = appendText(r.out, text)
			}
		}
	}
	return nil
}

// appendText escapes s as html/template does, which takes care of + for the sake of old browsers.
func appendText(b []byte, s string) []byte {
	for {
		i := strings.IndexByte(s, '+')
		if i < 0 {
			return appendEscaped(b, s)
		}
		b = append(appendEscaped(b, s[:i]), "&#43;"...)
		s = s[i+1:]
	}
}

func filterAddress(s string) string {
	if safe(s, webSchemes...) {
		return s
	}
	return unsafeAddress
}

// percentEncoded writes as %xx what may not stand in an address; unless it is whole, what means something in one as well.
func percentEncoded(s string, whole bool) string {
	var b []byte
	from := 0
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~", c) >= 0:
			continue
		case whole && (strings.IndexByte("!#$&*+,/:;=?@[]", c) >= 0 || c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2])):
			continue
		}
		const digits = "0123456789abcdef"
		b = append(append(b, s[from:i]...), '%', digits[c>>4], digits[c&15])
		from = i + 1
	}
	if from == 0 {
		return s
	}
	return string(append(b, s[from:]...))
}

func isHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f' }
