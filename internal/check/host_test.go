package check

import (
	"net/url"
	"strings"
	"testing"

	"mingde/internal/config"
	"mingde/internal/page"
	"mingde/internal/showcase"
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
		"https://www.ｇov.cn/": "look-alike", "https://www.gov.cn⁄a.example.net/": "look-alike",
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

// The hosts that the words of a link show, and whether they are nothing else.
func TestHostsIn(t *testing.T) {
	for text, want := range map[string]string{
		"www.gov.cn": "www.gov.cn alone", "https://www.gov.cn/zhengce/a.html?u=www.b.com": "www.gov.cn alone", "ＷＷＷ．ｇｏｖ．ｃｎ": "www.gov.cn alone", "中国政府网（www.gov.cn）": "www.gov.cn", "登录gov.cn查看": "gov.cn",
		"新华网 news.cn": "news.cn", "https://a.example": "a.example alone", "www.a.top": "www.a.top alone", "www.gov.cn.": "www.gov.cn",
		"通知.docx": "", "a.com.docx": "", "v1.2": "", "2026.6.18": "", "wmb@example.com": "", "site.toml": "", "ASP.NET": "", "": "", "a.top": "", "1.2.cn-x": "",
	} {
		hosts, alone := hostsIn(text)
		got := strings.Join(hosts, " ")
		if alone {
			got += " alone"
		}
		if got != want && !(text == "www.gov.cn." && got == want+" alone") {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	for host, want := range map[string]string{"www.guizhou.gov.cn": "guizhou.gov.cn", "a.b.example.com": "example.com", "gov.cn": "gov.cn", "news.cn": "news.cn", "www.news.cn": "news.cn", "a.gz.cn": "a.gz.cn"} {
		if got := owned(host); got != want {
			t.Errorf("%s: %s, want %s", host, got, want)
		}
	}
}

// A host that is made up as one that readers trust.
func TestPretends(t *testing.T) {
	cfg := &config.Config{BaseURL: "https://wenming.example.org/"}
	cfg.Links.AllowHosts = []string{"gov.cn", "*.people.com.cn"}
	s := &Subject{Site: &page.Site{Showcase: &showcase.Showcase{Config: cfg}}}
	for host, want := range map[string]string{
		"www.gov.cn.example.net": "gov.cn", "gov-cn.example.net": "gov.cn", "www-gov-cn.example.net": "gov.cn", "www.gov.cn-login.example.net": "gov.cn", "www.g0v.cn": "gov.cn", "www.qov.cn": "gov.cn",
		"wenming.example.org.evil.net": "wenming.example.org", "peop1e.com.cn": "people.com.cn",
		"www.xinhuanet.com": "", "notgov.cn": "", "www.qq.com": "", "gov.example.cn": "", "example.org": "",
	} {
		if got := s.pretends(host); got != want {
			t.Errorf("%s: %q, want %q", host, got, want)
		}
	}
}
