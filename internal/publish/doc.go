// Package publish brings a finished site into a store.Store and never shows half of it: the protocol, its guards, kept bodies,
// rollback, verification. It knows no entries and no pages, only files, and prints nothing.
//
// # What is where
//
// The objects of the site stand under their paths. Ours are below _pub/, which the public may not read, and are written once:
//
//	_pub/log/00000043.open              intent of generation 43: what shall stand, and which keys it will touch
//	_pub/log/00000043.hb1               a sign of life, every third of the lease
//	_pub/log/00000043.done.<root>       commit; ….full: with a full manifest; ….pending: with keys to be looked after
//	_pub/m/00000043.<root>.gz           full manifest: an intent against nothing
//	_pub/blob/<sum of the file>         a body kept for rollback
//	_pub/clock                          written to see what time it is there
//
// The root sums up paths, contents and headers of the site, and what is withdrawn. So a listing of the log tells whether there is anything to do:
// one request. An intent holds the difference to the last full manifest, not to the generation before: a state is read with
// one request after a full manifest, else with two, however many generations lie between, and the log may be cut anywhere.
// A full manifest is written in the first generation, after 32, and when the difference exceeds a quarter.
//
// # The order of a publish
//
// List the log; compare; ask the guards; create the intent, which is the lock; put assets, data, new pages, changed pages, feeds
// and search, the home page, each phase after the one before has ended without a failure; delete; verify; create the commit.
// Then .done of N says that the bucket is what intent N announced, and at no moment does a page lack what it needs.
//
// Whoever finds an intent without a commit after the last commit waits for its lease, by the store's clock, or is told to
// take over, or knows it for its own by its local memory. It takes the next number. All keys that unfinished
// intents name are dirty: they are put again, or deleted, whatever stands there. An intent names all the keys that it
// touches, the dirty ones among them; so nothing is forgotten when several die one after another, nor when one who was taken
// for dead still commits: its number is lower, and the next one's keys are a superset of its own.
//
// A publisher stops at two thirds of its lease if no sign of life got through, by its own clock; each request asks that clock again
// immediately before it goes out, as it may have waited long for its turn, in a computer that slept. S3 cannot keep a request that
// is under way from arriving later; the last third is for that. Between phases it looks whether a higher number exists, if its last look is
// 30 s old.
//
// # What is somebody else's
//
// Only what the state or an unfinished intent lists is replaced or deleted. A new object is created, never put: what stands there
// is then somebody else's, is named, and stops the publish. Where a publish died, nobody knows whose an object is, and it is
// compared with what that publish announced. Before the first publish everything is listed, which in an empty bucket is the one request
// that the log would cost. A full verification lists everything too, and names what is not ours.
//
// # Deletes
//
// They come last. A hashed asset that the site no longer has stays for seven days and three generations (or as many as are kept), for pages in
// somebody's cache. A refused delete is pending in the commit, whose name tells it, so that the next run tries again
// even if nothing else is to be done. So is an object that verification found wrong.
//
// # Kept bodies and withdrawal
//
// Before an object that is no hashed asset is replaced or deleted, it is copied to _pub/blob/. A rollback copies bodies back and
// makes a new generation, in the same order; so one can go forward again in the same way.
//
// Withdrawal is certain by one rule: history ends at a withdrawal. Options.Withdrawn names all that is withdrawn today; the intent
// carries a mark for each. A generation with a mark that its base has not cuts: it keeps no body, deletes all that were kept, deletes at
// once the assets that would stay for a while – but for stylesheets, scripts and fonts, which show nobody – and no
// rollback leads to before it. Nothing less would be certain: that a person is shown by a page cannot be told from a list of
// entries, since any other entry may have named the person in its text, until its author took the name out with the
// withdrawal. What is certain is the present site, which the build has checked: an old body is clean if the present
// site has it, and such a body needs not be kept. If the publish dies, the next one finds the same new marks, and cuts again. If a delete
// is refused, it is pending, and the exit code says so. Marks are sums, so that the log does not tell who was withdrawn; paths in
// older records vanish with them, after 10 to 20 generations. A full verification lists the kept bodies and finds those from before the
// cut. What a versioned bucket keeps behind the store's back only its owner can purge: the publish that
// withdraws says so, and doctor says how.
//
// # Answers to what the design left open
//
//   - Retention: the log keeps ten generations (or as many as are kept) and is cut when it has ten more, because cutting costs requests:
//     two listings, a delete, and a look at each generation that is kept, every ten generations. Manifests older than the one that the oldest
//     remaining generation is against go with it, and bodies that no kept generation needs. Since every
//     intent is against a full manifest, this never cuts off the present state.
//   - A manifest is named by generation and root, not by root alone: a site that comes back later may have other dead assets.
//   - Signs of life are part of the log's grammar; names that are none of ours are not looked at.
//   - Resuming needs no listing of the bucket: a key that nobody knows costs one HEAD, and is not sent again if it holds what
//     is wanted. Dirty keys of the base are put again.
//   - That two commit one number needs a store that creates twice. So this is tried before the first publish (store.Prober), and the result
//     remembered here and in the intents.
package publish
