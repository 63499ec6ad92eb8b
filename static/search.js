// The search page, ES5 for old WebViews; formats and terms: Go's package search
(function () {
'use strict'
// base 36: how far on, how far it goes, class (1 words, 2 pairs, 3 not there); between them runs end
var SPANS = '1c,9,1,14,p,1,1f,0,3,j,m,1,2,u,1,2,em,1,1,0,3,1,lf,1,5,a,1,6,4z,1,2,1md,1,e,1rb,1,c,1kk,1,c,2,3,2b,0,3,2ao,e7,1,3l,9r,2,12,2,2,q,8,2,o,2m,2,2,2h,2,2,77,2,e9,533,2,1t,h3g,2,1w,1f3,1,1,8ov,2,1kx,5bz,2,1,lb,1,1,f,3,2p,3y,1,1,0,3,1erl,2t4v,2,e1vl,6n,3'.split(',')
var FIRST = 10, PAGE = 20, REQUESTS = 16, ROWS = 3 // results at first, and then; files of a first query; files of rows at least
var WAITS = [700, 2500, 6000] // ms before another try
var DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_$%&\'()*+,./:;<=>?@[]^`{|}'
var CASED = /[^\0-@\u2e80-\ua63f\uac00-\ud7ff]/g // all but most Chinese
var VALUES = [], doc = document, got = {}, waiting = {}, stamp = '', turn = 0
var box = id('q'), found = id('found'), results = id('results'), more = id('more'), list

for (var v = 0; v < 89; v++) VALUES[DIGITS.charCodeAt(v)] = v

function id(name) { return doc.getElementById('_' + name) }
function add(to, tag, name) {
  var e = doc.createElement(tag)
  if (name) e.className = name
  return to.appendChild(e)
}

function fold(text) {
  if (text.normalize) text = text.normalize('NFKC')
  return text.replace(CASED, function (c) { return c === '\u03c2' ? '\u03c3' : c.toLowerCase() })
}

function chars(text) { return text.match(/[\ud800-\udbff][\udc00-\udfff]|[^]/g) || [] }
function code(c) {
  var high = c.charCodeAt(0)
  return c[1] ? (high - 0xd800) * 1024 + c.charCodeAt(1) - 0xdc00 + 65536 : high
}
function hash(all) { return all.reduce(function (h, c) { return (h * 8191 + code(c)) % 16777213 }, 0) }
function classOf(c) {
  for (var i = 0, at = 0; i < SPANS.length; i += 3) {
    at += parseInt(SPANS[i], 36)
    if (c < at) break
    at += parseInt(SPANS[i + 1], 36)
    if (c <= at) return +SPANS[i + 2]
  }
  return 0
}
function runs(text) {
  var all = [], run = 0
  chars(fold(text)).forEach(function (c) {
    var is = classOf(code(c))
    if (!is) run = 0
    else if (run && run.is === is) run.push(c)
    else if (is < 3) {
      if (run) run.glued = 1
      c = [c]
      c.glued = run
      all.push(run = c)
      run.is = is
    }
  })
  return all
}

// key of the record; hash, for its file; w: any word that begins so; t: titles alone; f: a filter
function termsOf(query) {
  var all = [], seen = {}
  function term(key, c, more) {
    if (seen[key] || all.length > 11) return
    seen[key] = 1
    more.key = key
    more.hash = hash(c)
    all.push(more)
  }
  runs(query).forEach(function (c) {
    var n = c.length, k = 0
    if (c.is < 2) term('~' + c.slice(0, 40).join('') + (n < 2 ? ' ' : ''), c.slice(0, 2), {w: n > 1})
    else if (n < 2) c.glued || term('~' + c[0] + ' ', c, {t: 1})
    else for (; k < n - 1; k += n > 5 && k < n - 3 ? 2 : 1) term(c[k] + c[k + 1], c.slice(k, k + 2), {})
  })
  return all
}

function places(text, i, marks, bit) {
  var last = -1, n = 0, skipped = 0, base = 1, value, k
  function next() { return (value = VALUES[text.charCodeAt(i++)]) >= 0 }
  if (text.charAt(i) === '#') {
    for (i++, last = 0; next(); last += 6) for (k = 0; k < 6; k++) if (value >> k & 1) marks[last + k] |= bit
  } else while (next()) {
    if (value < 64) {
      marks[last += skipped + n * 64 + value + 1] |= bit
      n = skipped = 0
      base = 1
    } else {
      skipped += base * 64
      base *= 25
      n = n * 25 + value - 64
    }
  }
  return i - 1
}

// For each entry of a segment: 1 it has the term, 2 in its title.
function marksOf(text, term, size) {
  var marks = new Uint8Array(size), i, at = -1
  while ((at = text.indexOf(term.key, at + 1)) >= 0) {
    i = places(text, term.w ? text.indexOf(' ', at) + 1 : at + term.key.length, marks, term.t || term.f ? 3 : 1)
    if (text.charAt(i) === '!') places(text, i + 1, marks, 2)
    if (!term.w) break
  }
  return marks
}

window.mdSearch = function (name, order, value) { got[name] = {order: order, value: value} }
function load(name, then) {
  if (got[name]) return then(got[name])
  if (waiting[name]) return waiting[name].push(then)
  var all = waiting[name] = [then], script = doc.createElement('script')
  script.src = 'search/' + name + '.js' + stamp
  script.onload = script.onerror = function () {
    delete waiting[name]
    doc.body.removeChild(script)
    all.forEach(function (f) { f(got[name]) })
  }
  doc.body.appendChild(script)
}
// name → order; another order is another state
function loadAll(files, then) {
  var names = Object.keys(files), left = names.length, good = true
  if (!left) then(good)
  names.forEach(function (name) {
    load(name, function (had) {
      if (!had || had.order !== files[name]) good = false
      if (!--left) then(good)
    })
  })
}

function say(what, n) { found.textContent = what ? found.getAttribute('data-' + what).replace('#', n) : '' }

function asked() {
  var query = box.value.slice(0, 100), ask = {terms: termsOf(query), address: query && '&q=' + encodeURIComponent(query), query: query.trim()}
  ask.text = ask.terms.length
  ask.words = runs(query).map(function (c) { return c.join('') })
  filters(function (choice, name) {
    if (!choice.value) return
    var key = name + '=' + choice.value
    ask.address += '&' + name + '=' + encodeURIComponent(choice.value)
    ask.terms.push({key: '~' + key + ' ', hash: hash(chars(key)), f: 1})
  })
  ask.address = ask.address.replace('&', '?')
  return ask
}
function filters(then) {
  ['k', 'c', 't', 'y'].forEach(function (name) { if (id(name)) then(id(name), name) })
}

function search() {
  var ask = asked(), mine = ++turn
  results.innerHTML = ''
  more.hidden = true
  if (!ask.terms.length || ask.query && !ask.text) return say(ask.query && 'empty')
  say('busy')
  function current() { return mine === turn }
  function attempt(n) {
    run(ask, current, function () {
      if (!WAITS[n]) return say('broken')
      setTimeout(function () {
        if (!current()) return
        got = {}
        stamp = '?' + Date.now() // past all caches
        attempt(n + 1)
      }, WAITS[n])
    })
  }
  attempt(0)
}

function shard(part, term) { return part[0] + '/' + (term.hash % part[3]).toString(16) }

function run(ask, current, fail) {
  load('index', function (index) {
    if (!current()) return
    if (!index) return fail()
    index = index.value
    var files = {}
    index.parts.forEach(function (part) {
      ask.terms.forEach(function (term) { files[shard(part, term)] = part[4] })
    })
    loadAll(files, function (good) {
      if (!current()) return
      if (!good) return fail()
      list = add(results, 'ol', 'rows')
      show(ask, current, fail, index.rows, hits(ask, index.parts), REQUESTS - 1 - Object.keys(files).length)
    })
  })
}

function hits(ask, parts) {
  var undated = [], titled = [], others = []
  parts.forEach(function (part) {
    var all
    ask.terms.forEach(function (term) {
      var marks = marksOf(got[shard(part, term)].value, term, part[1])
      for (var i = all ? part[1] : 0; i--;) marks[i] &= all[i]
      all = marks
    })
    for (var i = part[1]; i--;) {
      if (all[i] & 1) (ask.text && all[i] & 2 ? i < part[2] ? undated : titled : others).push([part, i])
    }
  })
  return undated.reverse().concat(titled, others)
}

function show(ask, current, fail, size, all, files) {
  var from = list.childNodes.length, to = from, want = {}
  function name(hit) { return hit[0][0] + '/r' + Math.floor(hit[1] / size).toString(16) }
  for (; to < all.length && to < from + (from ? PAGE : FIRST); to++) {
    var part = all[to][0], block = name(all[to])
    if (!want[block] && Object.keys(want).length >= Math.max(ROWS, files)) break
    want[block] = part[5] ? part[5][Math.floor(all[to][1] / size)] : part[4]
  }
  loadAll(want, function (good) {
    if (!current()) return
    if (!good) return fail()
    var sure = [], rest = []
    all.slice(from, to).forEach(function (hit) {
      var row = got[name(hit)].value[hit[1] % size], text = fold(row[1] + '\n' + row[2])
      ;(ask.words.every(function (w) { return text.indexOf(w) >= 0 }) ? sure : rest).push(row)
    })
    sure.concat(rest).forEach(function (row) { item(row, ask.words) })
    say(!all.length ? 'none' : ask.text === 1 && ask.terms[0].t ? 'single' : 'found', all.length)
    more.hidden = to >= all.length
    more.onclick = function () { show(ask, current, fail, size, all, PAGE) }
    if (from) list.childNodes[from].getElementsByTagName('a')[0].focus()
  })
}

function item(row, words) {
  var li = add(list, 'li', 'row'), a = add(add(li, 'span', 'title'), 'a')
  a.href = row[0]
  mark(a, row[1], words)
  add(li, 'span', 'meta').textContent = row.slice(3).filter(Boolean).join(' \u00b7 ')
  if (row[2]) mark(add(li, 'p'), row[2], words)
}

function mark(to, text, words) {
  var low = text.replace(CASED, function (c) { return fold(c)[1] ? ' ' : fold(c) }), marked = [], i, k
  words.forEach(function (word) {
    for (i = -1; (i = low.indexOf(word, i + 1)) >= 0;) for (k = word.length; k--;) marked[i + k] = 1
  })
  for (i = 0; i < low.length; i = k) {
    for (k = i; k < low.length && marked[k] === marked[i];) k++
    ;(marked[i] ? add(to, 'mark') : to).appendChild(doc.createTextNode(text.slice(i, k)))
  }
}

function read() {
  var values = {}
  location.search.slice(1).split('&').forEach(function (part) {
    part = part.replace(/\+/g, ' ').split('=')
    try {
      values[part[0]] = decodeURIComponent(part[1])
    } catch (e) {} // no address of ours
  })
  box.value = values.q || ''
  filters(function (choice, name) { choice.value = values[name] || '' })
  search()
}
function submit(e) {
  e.preventDefault()
  try {
    history.pushState(null, '', location.pathname + asked().address)
  } catch (e) {} // not every page of file: may
  search()
}
id('search').onsubmit = submit
filters(function (choice) {
  choice.onchange = submit
  if (choice.value) search()
})
window.onpopstate = read
load('index', String)
window.mdSearchTerms = termsOf
if (location.search) read()
})()
