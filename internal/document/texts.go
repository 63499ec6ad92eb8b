package document

// Texts visits the texts of a document, each with its place.
func Texts(name string, data []byte, visit func(where, text string)) {
	c, _ := read(name, data, whole())
	for _, p := range c.pieces {
		visit(p.where, p.text)
	}
	for _, t := range c.tables {
		for _, row := range t.rows {
			for _, cell := range row {
				visit(cell.where, cell.text)
			}
		}
	}
}
