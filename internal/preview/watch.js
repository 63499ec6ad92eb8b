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

  let shown, isOpen = false, covered = false, before = null // the last html; the panel; the overlay; who had the focus

  function show (html) {
    if (html === shown) return
    const focus = shadow.activeElement
    const day = $('day') && $('day').value
    const unfolded = $('elsewhere') && $('elsewhere').open
    const tops = ['panel', 'overlay'].map(id => $(id) && $(id).scrollTop)
    ui.innerHTML = shown = html
    if (onStart) $('chip').hidden = true
    if (day) $('day').value = day
    if ($('elsewhere') && unfolded !== null) $('elsewhere').open = unfolded
    open(isOpen)
    const set = $('overlay') && $('state').dataset.set
    cover(!!set && (covered || !(quiet || set === kept.get('aside'))))
    ;['panel', 'overlay'].forEach((id, i) => { if ($(id) && tops[i]) $(id).scrollTop = tops[i] })
    if (focus && !focus.isConnected && !shadow.activeElement) ($(focus.id) || $(isOpen ? 'close' : 'chip')).focus({ preventScroll: true })
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
    if (yes && !was) {
      before = shadow.activeElement || document.activeElement
      $('overlay').focus({ preventScroll: true })
    } else if (was && !yes) {
      const back = before && before !== document.body && before.isConnected ? before : $(before && before.id)
      if (back) back.focus({ preventScroll: true })
    }
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
    if (event.key === 'Escape') {
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
    source = new EventSource(base + 'events?' + new URLSearchParams({ page: me.page, day: me.day || '', content: me.content, assets: me.assets }))
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
      if (!me.number || me.number === String(state.number)) return
      if (stuck()) me.number = String(state.number)
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
    if (leaving) return
    leaving = true
    disconnect()
    const again = stuck() ? kept.get('left').again + 1 : 0
    setTimeout(() => {
      kept.set('left', {
        what: what(), again, path: location.pathname, x: scrollX, y: scrollY, open: isOpen,
        typed: query && query.value, typing: document.activeElement === query
      })
      location.reload()
    }, again && Math.min(Math.pow(2, again) * 500, 60000))
  }

  // The page as it came, and whether the last reload brought the very same.
  const what = () => [location.pathname, me.content, me.number].join()
  const stuck = () => (kept.get('left') || {}).what === what()

  const left = kept.get('left')
  if (left && left.path === location.pathname) {
    const back = () => scrollTo(left.x, left.y)
    back()
    const at = scrollY // less than wanted while pictures have no height
    if (Math.abs(at - left.y) > 1) addEventListener('load', () => { if (scrollY === at) back() })
    isOpen = left.open
    if (query && left.typed) query.value = left.typed
    if (query && left.typing) query.focus({ preventScroll: true })
    kept.set('left', { what: left.what, again: left.again })
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
