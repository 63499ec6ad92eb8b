package figure

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// names gives the one name of units that are written in several ways; Latin letters in lower case. 人 and 人次 are two
// units: a person who comes twice is one 人 and two 人次.
var names = map[string]string{
	"平方": "平方米", "平米": "平方米", "平": "平方米", "㎡": "平方米", "m2": "平方米", "m²": "平方米",
	"立方": "立方米", "立米": "立方米", "方": "立方米", "㎥": "立方米", "m3": "立方米", "m³": "立方米",
	"千米": "公里", "㎞": "公里", "km": "公里", "m": "米", "㎝": "厘米", "cm": "厘米", "㎜": "毫米", "mm": "毫米",
	"千克": "公斤", "㎏": "公斤", "kg": "公斤", "g": "克", "t": "吨",
	"平方千米": "平方公里", "km2": "平方公里", "km²": "平方公里", "㎢": "平方公里", "ha": "公顷", "hm2": "公顷", "hm²": "公顷",
	"个小时": "小时", "钟头": "小时", "个钟头": "小时", "h": "小时", "min": "分钟",
	"人/次": "人次", "人·次": "人次", "百分点": "个百分点",
}

// numeralUnits lists the units that begin with what else would be a numeral.
var numeralUnits = []string{"千克", "千米", "千瓦", "千伏", "千卡", "千焦", "千帕", "千赫", "百分点"}

// canonical gives the one name of a unit, and refuses what is none: a second number, another figure word, a sentence.
func canonical(unit string) (string, mistake) {
	if unit == "" {
		return "", noMistake
	}
	if name, ok := names[strings.ToLower(unit)]; ok {
		return name, noMistake
	}
	unlike, _ := cutSuffix(unit, unlikeSuffixes)
	switch {
	case unlike != "":
		return "", badSuffix
	case utf8.RuneCountInString(unit) > maxUnit, strings.ContainsFunc(unit, notOfUnit), strings.ContainsAny(unit, chineseDigits):
		return "", badUnit
	case beginsNumeral(unit):
		return "", badNumeral
	}
	return unit, noMistake
}

// notOfUnit tells characters that are in no unit.
func notOfUnit(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune(unitSigns, r) }

// beginsNumeral tells whether a unit begins with what belongs to the number: 300余多人, 3万余千人.
func beginsNumeral(unit string) bool {
	if after, _ := cutPrefix(unit, afters); after != "" {
		return true
	}
	u, _ := cutPrefix(unit, numeralUnits)
	return u == "" && strings.ContainsRune(places, firstRune(unit))
}

// neverSummed lists the units of shares, ratios, marks and ages, whose sum says nothing.
var neverSummed = []string{"%", "‰", "个百分点", "倍", "成", "分", "岁", "周岁", "℃", "°"}

// Summable tells whether figures of a unit may be added up. Shares (%), marks, ages, averages (人均…, 户均…, 每…) and rates
// (元/月) may not.
func Summable(unit string) bool {
	if slices.Contains(neverSummed, unit) || strings.Contains(unit, "/") {
		return false
	}
	average, _ := cutPrefix(unit, []string{"人均", "户均", "平均", "均", "每"})
	return average == ""
}

// Attendance is the unit in which those who took part are added up: one for each person each time.
const Attendance = "人次"

// Counted gives a number of persons as attendance, since editors write 300人 for those who came once; other figures stay.
func (f Figure) Counted() Figure {
	switch f.Unit {
	case "人", "名", "位":
		f.Unit = Attendance
	}
	return f
}
