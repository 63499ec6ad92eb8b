package entry

// BulletinFields are the fields of a bulletin 简报. Classification is known only to be refused: a public site carries
// neither 密级 nor 内部资料.
type BulletinFields struct {
	Number         int      `toml:"number" required:"true"`
	Month          string   `toml:"month" required:"true"` // "2026-06"
	Issuer         string   `toml:"issuer" required:"true"`
	Series         string   `toml:"series"`
	Total          int      `toml:"total"`
	Note           string   `toml:"note"`
	Items          []string `toml:"items"`
	ReportTo       string   `toml:"report_to"`
	SendTo         string   `toml:"send_to"`
	Distribute     string   `toml:"distribute"`
	Copies         int      `toml:"copies"`
	SignedBy       string   `toml:"signed_by"` // a post
	Classification string   `toml:"classification"`
}

type bulletinDocument struct {
	Common
	Dated
	BulletinFields
}
