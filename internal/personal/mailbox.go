package personal

import (
	"bytes"
	"slices"
	"strings"
)

// providers give mailboxes to everybody.
var providers = []string{
	"qq.com", "vip.qq.com", "foxmail.com", "163.com", "vip.163.com", "126.com", "yeah.net", "139.com", "189.cn", "wo.cn", "sina.com", "sina.cn", "sohu.com", "aliyun.com", "tom.com", "21cn.com", "gmail.com",
	"hotmail.com", "outlook.com", "live.cn", "live.com", "icloud.com", "yahoo.com", "yahoo.cn",
}

// offices are parts of the names of mailboxes that belong to an office.
var offices = []string{
	"info", "office", "admin", "service", "contact", "mail", "xxb", "bgs", "wmb", "xcb", "sq", "shequ", "jwh", "juwei", "jiedao", "dangjian", "dj", "zhiyuan", "zyz", "wenming", "minzheng", "jubao", "jiandu",
	"fuwu", "center", "zhongxin", "xinxiang", "tougao", "bianjibu", "community", "bangong", "gongyi", "shzx", "dwh", "zhibu", "wuye", "xinfang", "rexian",
}

// officeWords say before a mailbox that it is an office's.
var officeWords = []string{
	"团委", "团市委", "团区委", "团县委", "妇联", "残联", "工会", "工商联", "学校", "医院", "公司", "协会", "联合会", "志联", "商会", "法院", "检察院", "派出所", "司法所", "编辑部", "公共", "公邮", "工作室", "党组", "组织部", "宣传部", "管委会", "业委会", "委员会", "图书馆", "文化馆", "合作社",
	"报名", "投稿", "受理", "监督", "举报", "征集", "征稿", "工作邮", "公开", "办公", "咨询", "反馈", "意见", "服务", "来信", "社区", "街道", "居委", "中心", "信箱", "文明办", "官方", "公示", "单位", "党支部", "党委", "物业",
}

// mailbox reads the e-mail address of a person around an @.
func mailbox(text []byte, at int) (Number, bool) {
	start, end := at, at+1
	for start > 0 && inMailbox(text[start-1]) {
		start--
	}
	for end < len(text) && inMailbox(text[end]) {
		end++
	}
	for end > at && !word(text[end-1]) {
		end--
	}
	for start < at && !word(text[start]) {
		start++
	}
	if start == at || end <= at+1 {
		return Number{}, false
	}
	local, host := strings.ToLower(string(text[start:at])), strings.ToLower(string(text[at+1:end]))
	if !slices.Contains(providers, host) || office(local) || labelled(text, start, officeWords...) || inURL(text, start) {
		return Number{}, false
	}
	return Number{Mailbox, start, end, local + "@" + host}, true
}

func word(c byte) bool { return c-'0' <= 9 || (c|0x20)-'a' < 26 }

func inMailbox(c byte) bool { return word(c) || bytes.IndexByte([]byte("._+-"), c) >= 0 }

// office tells whether the name of a mailbox is that of an office. A short word counts at the beginning or the end.
func office(local string) bool {
	letters := strings.TrimFunc(local, func(r rune) bool { return r < 'a' || r > 'z' })
	return slices.ContainsFunc(offices, func(w string) bool {
		return len(w) > 3 && strings.Contains(letters, w) || len(w) <= 3 && (strings.HasPrefix(letters, w) && len(letters) <= len(w)+4 || strings.HasSuffix(letters, w))
	})
}
