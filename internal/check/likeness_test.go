package check

import (
	"strings"
	"testing"
)

const zongzi = "6月18日上午，镇隆社区在文化广场举办端午包粽子活动，志愿者和居民一起动手。糯米是前一晚泡好的，粽叶由老街坊从山上采来，洗净晾干，一片一片码在竹匾里。" +
	"退休教师带着孩子们学折粽叶，先卷成漏斗，再填米压实，最后用棉线绕紧。头一锅出来，先送到行动不便的老人家里。有位老人说，这个味道跟小时候母亲包的一样。" +
	"镇隆社区的党员志愿者负责看火，网格员负责登记，一上午包好粽子420个。午后收摊，大家把广场扫干净，桌椅还给食堂，剩下的粽子分给值班的保安和环卫工人。" +
	"社区负责人说，这样的活动要年年办下去，让传统节日的味道留在每一户人家。"

const louDao = "入冬以后楼道里的旧纸箱越堆越多，居民代表开了两次会，商量怎样清走又不伤和气。最后定下三条：先贴通知留足三天，再由楼栋长逐户打电话，确实舍不得的代为保管一个月。" +
	"清理那天物业来了一辆小货车，一层一层往下运，旧家具登记造册，能用的送到共享角，不能用的运走。有两户当场改了主意，把旧书捐给图书角。" +
	"清完以后重新刷了墙，装了感应灯，消防通道贴上了禁止堆放的标识，楼道亮堂了许多。社区负责人说，这样的活动要年年办下去。"

// A text in which names, days, numbers and some words are others is a copy. One that is written anew, shares a sentence, or says half as
// much is none.
func TestLikeness(t *testing.T) {
	copied := strings.NewReplacer("镇隆", "槐序", "6月18日", "6月17日", "文化广场", "老槐巷", "420", "350", "网格员", "楼栋长").Replace(zongzi)
	for _, text := range []string{zongzi, copied, "编者按。\n\n" + zongzi, strings.ReplaceAll(zongzi, "。", "。\n\n"), strings.Replace(zongzi, "有位老人说，这个味道跟小时候母亲包的一样。", "", 1)} {
		if !alike(likenessOf(zongzi), likenessOf(text)) {
			t.Errorf("not alike: %.60s", text)
		}
	}
	for _, text := range []string{louDao, zongzi + louDao, louDao + "社区负责人说，这样的活动要年年办下去，让传统节日的味道留在每一户人家。"} {
		if alike(likenessOf(zongzi), likenessOf(text)) {
			t.Errorf("alike: %.60s", text)
		}
	}
	if likenessOf(strings.Repeat("短", shortest-1)) != "" || likenessOf("") != "" || likenessOf(strings.Repeat("long ", 100)) != "" {
		t.Error("a short text has a likeness")
	}
}

// So is a short one, but not where it is edited or stands within another.
func TestLikenessShort(t *testing.T) {
	const text = "清早六点，河沿街的志愿者就把扫帚和垃圾袋摆在桥头，分成四组沿着河岸往下走。第一组捡塑料袋，第二组清理台阶上的青苔，第三组把倒伏的芦苇扶正，第四组劝导钓鱼的人把空瓶带走。两个小时里装了二十六袋垃圾，都由环卫车拉走。"
	copied := strings.NewReplacer("河沿街", "望棠路", "六点", "七点").Replace(text)
	within := "书画室今天开门，先来的老人占了靠窗的桌子，后到的坐在门口。\n\n" + text + "\n\n散场以后，灯一盏盏关掉，只留门口那一盏，照着台阶。" + zongzi
	for other, want := range map[string]bool{text: true, copied: true, within: false, zongzi: false, louDao: false} {
		if got := alike(likenessOf(text), likenessOf(other)); got != want {
			t.Errorf("%.40s: got %v", other, got)
		}
	}
}

func BenchmarkLikeness(b *testing.B) {
	text := strings.Repeat(zongzi+louDao, 2)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		likenessOf(text)
	}
}

func BenchmarkClaims(b *testing.B) {
	text := strings.Repeat(zongzi+louDao, 2)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		claims(text, 2026)
	}
}
