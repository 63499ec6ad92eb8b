package entry

import "mingde/internal/problem"

// Encoding is nil where a file is UTF-8 text, and otherwise the problem at the place from which it is not: what [Parse]
// tells of an entry, for the other files that people write.
func Encoding(file string, src []byte) *problem.Problem { return encoding(file, src) }
