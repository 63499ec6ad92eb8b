// Package sitegen writes synthetic sites for tests and benchmarks, the same bytes for the same options, and changes them
// at random as an editor would. It knows the content model on paper only: it imports nothing of the program, so that it
// cannot share a mistake with the code that it tests.
//
// A site is valid: whatever the program finds there is at most a warning. It has every kind of entry in every state –
// drafts, scheduled, expired, cancelled, withdrawn, without consent, on notice – as of [AsOf]. All words are made up;
// names of persons are a surname and two signs for counting, such as no one bears.
package sitegen
