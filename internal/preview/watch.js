// The script of `mingde watch` in every page: shows the toolbox, and follows what the server tells (see package preview).
// For browsers from Chrome 70 on. All words come from the server.
(function () {
  'use strict'
  const me = Object.assign({}, document.currentScript.dataset)
  const root = new URL(me.root || '.', location.href)
  const base = root.href + '_mingde/'
  if (!me.page) locate()
  const onStart = me.page === '_mingde/'
  const query = onStart && document.getElementById('q')
  if (onStart) document.getElementById('key').hidden = false
  const quiet = onStart || !!me.number // a page that lists the problems itself

  // A stand-in for a page knows neither its address nor its day.
  function locate () {
    let path = location.pathname.slice(root.pathname.length)
    try { path = decodeURIComponent(path) } catch (e) { /* not UTF-8: as it is */ }
    const dated = /^_mingde\/at\/([\d-]+)\/(.*)$/.exec(path)
    if (dated) { me.day = dated[1]; path = dated[2] }
    me.page = path.replace(/(^|\/)$/, '$1index.html')
  }

  const kept = { // in this tab; a browser may forbid it
    get: key => { try { return JSON.parse(sessionStorage.getItem('mingde.' + key)) } catch (e) { return null } },
    set: (key, value) => { try { sessionStorage.setItem('mingde.' + key, JSON.stringify(value)) } catch (e) { /* forgotten */ } }
  }

  // Where the toolbox is. Its stylesheet makes it visible.
  const host = document.createElement('mingde-preview')
  host.style.display = 'none'
  const shadow = host.attachShadow({ mode: 'open' })
  const ui = document.createElement('div')
  const notice = document.createElement('div')
  const sheet = document.createElement('link')
  sheet.rel = 'stylesheet'
  sheet.href = base + 'watch.css'
  sheet.onload = sheet.onerror = connect
  shadow.append(sheet, notice, ui)
  document.body.appendChild(host)
  const $ = id => shadow.getElementById(id)

  const left = kept.get('left') // by the page before, when it was reloaded

  let shown, isOpen = false, covered = false, before = null // the last html; the panel; the overlay; who had the focus

  function show (html) {
    if (html === shown) return
    const had = shadow.activeElement ? focused() : shown || !left || left.path !== location.pathname ? null : left.focus
    const day = $('day') && $('day').value
    const unfolded = $('elsewhere') && $('elsewhere').open
    const tops = ['panel', 'overlay'].map(id => $(id) && $(id).scrollTop)
    ui.innerHTML = shown = html
    if (onStart) ui.querySelectorAll('#chip, #room, .dated').forEach(element => { element.hidden = true }) // it says so itself
    if (day) $('day').value = day
    if ($('elsewhere') && unfolded !== null) $('elsewhere').open = unfolded
    open(isOpen)
    if (had && had.inside && !shadow.activeElement) (find(had) || $(isOpen ? 'close' : 'chip')).focus({ preventScroll: true })
    const set = $('overlay') && $('state').dataset.set
    cover(!!set && (covered || !(quiet || set === kept.get('aside'))))
    const again = had && had.inside && find(had)
    if (again && covered && $('overlay').contains(again)) again.focus({ preventScroll: true })
    ;['panel', 'overlay'].forEach((id, i) => { if ($(id) && tops[i]) $(id).scrollTop = tops[i] })
    if (timer === 'lost') lost(true)
  }

  function open (yes) {
    isOpen = yes
    $('panel').hidden = !yes
    $('chip').setAttribute('aria-expanded', yes)
  }

  function cover (yes) {
    const was = covered
    covered = yes
    if ($('overlay')) $('overlay').hidden = !yes
    if (yes && !was) before = shadow.activeElement || document.activeElement
    shut(yes)
    if (yes && !was) {
      $('overlay').focus({ preventScroll: true })
    } else if (yes && !$('overlay').contains(shadow.activeElement)) {
      $('overlay').focus({ preventScroll: true })
    } else if (was && !yes) {
      const back = before && before !== document.body && before.isConnected ? before : $(before && before.id)
      if (back) back.focus({ preventScroll: true })
    }
  }

  // What lies behind the list of errors is out of reach while that is open, for a keyboard as for who hears the page.
  const inertness = 'inert' in HTMLElement.prototype ? 'inert' : 'aria-hidden' // before Chrome 102, with turn()
  let behind = []

  function shut (yes) {
    behind.forEach(element => element.removeAttribute(inertness))
    behind = []
    if (!yes) return
    for (const element of [...document.body.children, notice, ui.querySelector('aside')]) {
      if (element === host || element.hasAttribute(inertness)) continue
      element.setAttribute(inertness, inertness === 'inert' ? '' : 'true')
      behind.push(element)
    }
  }

  // The next one of what can have the focus in the list, round and round.
  function turn (back) {
    const all = [...$('overlay').querySelectorAll('a[href], button, summary')]
    const at = all.indexOf(shadow.activeElement) + (back ? -1 : 1)
    all[(at + all.length) % all.length].focus()
  }

  // Who has the focus, in words that find it again on the page that comes.
  function focused () {
    const inside = !!shadow.activeElement
    const element = shadow.activeElement || document.activeElement
    if (!element || element === document.body || element === host) return null
    const name = element.tagName
    if (element.id) return { inside, name, id: element.id }
    const href = element.getAttribute('href')
    if (href) return { inside, name, href, index: links(inside, href).indexOf(element) }
    const path = []
    for (let e = element; e.parentElement && e !== ui; e = e.parentElement) path.unshift([...e.parentElement.children].indexOf(e))
    return { inside, name, path }
  }

  const links = (inside, href) => [...(inside ? ui : document).querySelectorAll('[href]')].filter(e => e.getAttribute('href') === href)

  function find (who) {
    let element = null
    if (who.id) element = who.inside ? $(who.id) : document.getElementById(who.id)
    else if (who.href) element = links(who.inside, who.href).slice(0, who.index + 1).pop()
    else element = who.path.reduce((e, i) => e && e.children[i], who.inside ? ui : document.documentElement)
    return element && element.tagName === who.name ? element : null
  }

  function aside () {
    kept.set('aside', $('state').dataset.set)
    cover(false)
    if (document.activeElement === document.body) $('chip').focus()
  }

  const actions = {
    panel: () => open(!isOpen),
    close: () => { open(false); $('chip').focus() },
    show: () => { open(false); $('chip').focus(); cover(true) },
    aside,
    dismiss: () => { notice.textContent = '' }
  }
  shadow.addEventListener('click', event => {
    const button = event.target.closest('[data-do]')
    if (button) actions[button.dataset.do]()
  })
  document.addEventListener('keydown', event => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return
    if (event.key === 'Tab' && covered && inertness !== 'inert') {
      event.preventDefault()
      turn(event.shiftKey)
    } else if (event.key === 'Escape') {
      if (covered) aside()
      else if (isOpen) actions.close()
    } else if (event.key === '/' && onStart && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
      event.preventDefault()
      query.focus()
    }
  })

  // The connection. It always asks with the sums of what is shown, so that what was missed is made up for.
  let source = null, retry = 0, wait = 500, timer = 0, leaving = false

  function connect () {
    clearTimeout(retry)
    if (source || document.hidden || leaving) return
    source = new EventSource(base + 'events?' + new URLSearchParams({ page: me.page, day: me.day || '', content: me.content, assets: me.assets, missing: me.missing || '' }))
    source.onopen = () => { wait = 500; lost(false) }
    source.onerror = () => {
      disconnect()
      if (!timer) timer = setTimeout(() => { timer = 'lost'; lost(true) }, 2000)
      retry = setTimeout(connect, wait)
      wait = Math.min(wait * 2, 5000)
    }
    source.addEventListener('state', event => {
      const state = JSON.parse(event.data)
      show(state.html)
      if (!me.number || me.number === state.version) return
      if (stuck()) me.number = state.version
      else reload()
    })
    source.addEventListener('reload', reload)
    source.addEventListener('assets', event => exchange(JSON.parse(event.data)))
    source.addEventListener('gone', event => {
      me.content = ''
      notice.innerHTML = JSON.parse(event.data).html
    })
  }

  function disconnect () {
    clearTimeout(retry)
    if (source) source.close()
    source = null
  }

  function lost (yes) {
    if (!yes) { clearTimeout(timer); timer = 0 }
    if ($('lost')) $('lost').hidden = !yes
  }

  document.addEventListener('visibilitychange', () => { if (document.hidden) disconnect(); else connect() })
  addEventListener('pagehide', disconnect)
  addEventListener('pageshow', event => { if (event.persisted) connect() })
  let beat = Date.now()
  setInterval(() => { // after a sleep of the computer a dead connection looks alive
    if (Date.now() - beat > 30000) { disconnect(); connect() }
    beat = Date.now()
  }, 10000)

  // Reloading brings another page; where it does not, the next time waits longer, so that nothing can make it spin.
  function reload () {
    if (onStart) return renew()
    if (leaving) return
    leaving = true
    disconnect()
    const again = stuck() ? kept.get('left').again + 1 : 0
    setTimeout(() => {
      kept.set('left', { what: what(), again, path: location.pathname, x: scrollX, y: scrollY, open: isOpen, focus: focused() })
      location.reload()
    }, again && Math.min(Math.pow(2, again) * 500, 60000))
  }

  // The page as it came, and whether the last reload brought the very same.
  const what = () => [location.pathname, me.content, me.number].join()
  const stuck = () => (kept.get('left') || {}).what === what()

  if (left && left.path === location.pathname) {
    const back = () => scrollTo(left.x, left.y)
    back()
    const at = scrollY // less than wanted while pictures have no height
    if (Math.abs(at - left.y) > 1) addEventListener('load', () => { if (scrollY === at) back() })
    isOpen = left.open
    const who = left.focus && !left.focus.inside && document.activeElement === document.body && find(left.focus)
    if (who) who.focus({ preventScroll: true })
    kept.set('left', { what: left.what, again: left.again })
  }

  // The start page stays where it is, with what somebody is typing into it: all but the search is exchanged.
  let renewals = 0

  function renew () {
    const turn = ++renewals
    fetch(location.href, { cache: 'no-store' })
      .then(answer => answer.ok ? answer.text() : Promise.reject(new Error(answer.status)))
      .then(text => { if (turn === renewals) replace(new DOMParser().parseFromString(text, 'text/html')) })
      .catch(() => { disconnect(); retry = setTimeout(connect, wait) }) // it will be told again
  }

  function replace (next) {
    const main = document.querySelector('main')
    const form = main.querySelector('.search')
    const parts = [...next.querySelector('main').childNodes]
    const at = parts.findIndex(part => part.className === 'search')
    const had = focused()
    const y = scrollY
    const typed = [...main.querySelectorAll('input[id]')].filter(input => input.value !== input.defaultValue)
    ;[...main.childNodes].forEach(part => { if (part !== form) part.remove() })
    form.before(...parts.slice(0, at))
    form.after(...parts.slice(at + 1))
    typed.forEach(old => { const input = document.getElementById(old.id); if (input && input !== old) input.value = old.value })
    document.title = next.title
    me.content = next.querySelector('script[data-mingde]').dataset.content
    scrollTo(scrollX, y)
    const who = had && !had.inside && document.activeElement === document.body && find(had)
    if (who) who.focus({ preventScroll: true })
  }

  // Stylesheets and pictures with a new name are exchanged where they stand; a script cannot be.
  const ASSET = /assets\/([^\s"',?#]+)\.[0-9a-f]{16}(\.\w+)?/g
  const coming = new Map() // stylesheet → the one that will replace it once it is loaded

  function exchange (assets) {
    me.assets = assets.sum
    coming.forEach(next => next.remove())
    coming.clear()
    const renamed = value => value.replace(ASSET, (old, name, extension) => {
      const now = assets.names[decodeURIComponent(name) + (extension || '')]
      return now ? now.split('/').map(encodeURIComponent).join('/') : old
    })
    for (const attribute of ['href', 'src', 'srcset', 'poster']) {
      for (const element of document.querySelectorAll('[' + attribute + ']')) {
        const old = element.getAttribute(attribute)
        const now = renamed(old)
        if (now === old) continue
        if (element.tagName === 'SCRIPT') return reload()
        if (element.rel === 'stylesheet') restyle(element, now)
        else element.setAttribute(attribute, now)
      }
    }
  }

  function restyle (old, href) {
    const next = old.cloneNode()
    next.setAttribute('href', href)
    next.onload = () => { coming.delete(old); old.remove() }
    next.onerror = () => { coming.delete(old); next.remove() }
    coming.set(old, next)
    old.after(next)
  }
})()
