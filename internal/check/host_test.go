package check

import (
	"net/url"
	"testing"
)

// A host lies below another by whole names, whatever is written before the parent.
func TestBelow(t *testing.T) {
	for _, c := range []struct {
		host, parent string
		want         bool
	}{
		{"www.gov.cn", "gov.cn", true}, {"gov.cn", "gov.cn", true}, {"www.gov.cn", ".gov.cn", true}, {"www.gov.cn", "*.GOV.cn", true},
		{"notgov.cn", "gov.cn", false}, {"gov.cn.example.net", "gov.cn", false}, {"www.gov.cn", "", false}, {"www.gov.cn", " ", false},
	} {
		if got := below(c.host, c.parent); got != c.want {
			t.Errorf("%s below %q: %v", c.host, c.parent, got)
		}
	}
}

// Why nobody can see where an address leads.
func TestDisguise(t *testing.T) {
	for address, want := range map[string]string{
		"https://www.example.net/": "", "https://www.example.net:8443/a@b": "", "https://中文.中国/": "", "https://news.com.cn/": "", "https://at.co/": "",
		"http://192.0.2.7:8080/": "number", "http://[2001:db8::7]/": "number", "http://3221225991/": "number", "http://0xC0000207/": "number",
		"https://t.cn/A": "short", "https://www.bit.ly/A": "short", "https://www.gоv.cn/": "look-alike", "https://www.xn--gv-jbc.cn/": "coded", "https://www.gov.cn@example.net/": "login",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := disguise(u, u.Hostname()); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}
