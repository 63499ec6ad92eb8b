package calendar

// Festivals lists the traditional festivals whose dates are known, in the order of the year.
var Festivals = []string{"春节", "元宵", "清明", "端午", "七夕", "中秋", "重阳"}

// lunarFestivals gives the lunar month and day of the festivals that lie on one.
var lunarFestivals = map[string][2]int{
	"春节": {1, 1}, "元宵": {1, 15}, "端午": {5, 5}, "七夕": {7, 7}, "中秋": {8, 15}, "重阳": {9, 9},
}

// Festival gives the date of one of the [Festivals] in a year from 1900 to 2100. All of them lie in the civil year of
// the same number as their lunar year. Another name or year has none.
func Festival(name string, year int) (Day, bool) {
	if year < firstLunarYear || year > lastLunarYear {
		return 0, false
	}
	if name == "清明" {
		return qingming(year), true
	}
	md, ok := lunarFestivals[name]
	if !ok {
		return 0, false
	}
	return lunarDay(year, md[0], md[1]), true
}

// qingming gives the day of the solar term 清明. It comes 0.2422 days later each year and a day earlier with each leap
// day; the start 5.59 makes that exact for all years from 1900 to 2100, as the test compares it with astronomy.
func qingming(year int) Day {
	y := year - 1900
	leapDays := y / 4
	if year >= 2100 {
		leapDays--
	}
	return Date(year, 4, (2422*y+55900)/10000-leapDays)
}
