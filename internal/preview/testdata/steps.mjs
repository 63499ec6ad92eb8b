// What the script does in a browser, against the small server of serve_test.go. Gives a list of what did not happen.
export default async ({ input: { url }, open, axe, overflow, until }) => {
  const wrong = []
  const is = (what, got, want = true) => {
    if (JSON.stringify(got) !== JSON.stringify(want)) wrong.push(`${what}: ${JSON.stringify(got)}, want ${JSON.stringify(want)}`)
  }
  const office = async query => (await fetch(`${url}/do?${query}`)).json()
  const clean = async (what, page) => {
    is(`${what}: axe`, await axe(page), [])
    is(`${what}: overflow`, await overflow(page), 0)
  }
  const visible = (page, id) => page.locator(`#${id}`).isVisible()
  const focused = page => page.evaluate(() => {
    const { shadowRoot, id, tagName } = document.activeElement
    return shadowRoot ? shadowRoot.activeElement?.id : id || tagName
  })
  const tall = encodeURIComponent('<p style="height: 3000px">二</p>')

  const page = await open(`${url}/events/2026/10/chongyang-jiaozi.html`)
  await page.locator('#chip').waitFor()

  // reload, and the scroll position
  await office(`page=${tall}`)
  await until('the new text is there', () => page.locator('main').getByText('二').isVisible())
  await page.locator('#chip').waitFor()
  await page.waitForLoadState('load')
  await page.evaluate(() => { scrollTo(0, 1234); globalThis.loads = 1 })
  await office(`page=${tall}${encodeURIComponent('<p>三</p>')}`)
  await until('the page has been reloaded', () => page.locator('main').getByText('三').isVisible())
  await until('the scroll position is back', async () => await page.evaluate(() => Math.round(scrollY)) === 1234)
  is('the page was left', await page.evaluate(() => globalThis.loads ?? null), null)

  // stylesheets and pictures without a reload
  await page.evaluate(() => { globalThis.stays = 'here' })
  await page.locator('#typed').fill('写了一半')
  await office('style=00000000000000ff')
  await until('the stylesheet is exchanged', () => page.evaluate(() => {
    const sheets = [...document.querySelectorAll('link[rel=stylesheet]')].map(link => link.getAttribute('href'))
    return sheets.length === 1 && sheets[0] === '../../../assets/site.00000000000000ff.css'
  }))
  is('picture', await page.evaluate(() => ['src', 'srcset'].map(name => document.images[0].getAttribute(name))),
    ['../../../assets/logo.00000000000000ff.svg', '../../../assets/logo.00000000000000ff.svg 2x'])
  is('nothing was reloaded', await page.evaluate(() => globalThis.stays), 'here')
  is('the field keeps its text', await page.locator('#typed').inputValue(), '写了一半')

  // errors
  await page.locator('#typed').focus()
  await office('errors=2 1')
  await page.locator('#overlay').waitFor()
  const words = await page.locator('#overlay').innerText()
  for (const part of ['content/events/2026/10/chongyang-jiaozi.md', '第 4 行，第 1 列', '第 5 行，第 9 列', '怎么改', '上一次正确的样子']) {
    is(`the overlay says ${part}`, words.includes(part))
  }
  is('focus in the overlay', await focused(page), 'overlay')
  const tabbed = new Set()
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press(i % 2 ? 'Shift+Tab' : 'Tab')
    await page.keyboard.press('Tab')
    tabbed.add(await focused(page))
  }
  is('no key leads behind the overlay', [...tabbed].filter(id => !['overlay', 'aside', 'BODY'].includes(id)), [])
  is('nor does anything else', await page.evaluate(() => {
    document.getElementById('typed').focus()
    return document.activeElement.id
  }) !== 'typed')
  await clean('overlay', page)
  await page.keyboard.press('Escape')
  is('what was behind is back', await page.evaluate(() => document.querySelectorAll('[inert], [aria-hidden=true]').length), 0)
  is('the overlay is put aside', await visible(page, 'overlay'), false)
  is('focus where it was', await focused(page), 'typed')
  is('the chip counts', (await page.locator('#chip').innerText()).includes('2 个错误'))
  await page.reload()
  await page.locator('#chip').waitFor()
  is('put aside after a reload too', await visible(page, 'overlay'), false)
  await office('errors=3 1')
  await page.locator('#overlay').waitFor()
  await page.click('#aside')
  is('put aside by the button', await visible(page, 'overlay'), false)
  await page.click('#chip')
  await page.click('#show')
  is('called back', await visible(page, 'overlay'))
  await office('errors=0 2')
  await page.locator('#overlay').waitFor({ state: 'detached' })
  is('the chip counts warnings', (await page.locator('#chip').innerText()).includes('2 个警告'))

  // the panel, by keyboard
  await page.locator('#chip').focus()
  await page.keyboard.press('Enter')
  is('the panel is open', [await visible(page, 'panel'), await page.locator('#chip').getAttribute('aria-expanded')], [true, 'true'])
  is('this page first', (await page.locator('#panel h3').first().innerText()).includes('这一页'))
  await clean('panel', page)
  await page.keyboard.press('Tab')
  is('then its first link', await focused(page), 'start')
  await office('errors=0 1')
  await until('one warning is mended', async () => (await page.locator('#chip').innerText()).includes('1 个警告'))
  is('the panel stays open', await visible(page, 'panel'))
  is('the focus stays', await focused(page), 'start')
  await page.locator('#panel .coming a').nth(1).focus()
  const wasAt = await page.evaluate(() => document.activeElement.shadowRoot.activeElement.href)
  let loaded = page.waitForEvent('load')
  await office(`page=${tall}${encodeURIComponent('<p>三</p><p>四</p>')}`)
  await loaded
  await until('the focus is where it was in the panel', () => page.evaluate(was => {
    const inside = document.activeElement.shadowRoot && document.activeElement.shadowRoot.activeElement
    return !!inside && inside.href === was
  }, wasAt))
  await page.locator('#start').focus()
  await page.keyboard.press('Escape')
  is('the panel is closed', [await visible(page, 'panel'), await focused(page)], [false, 'chip'])
  is('the site’s own rules stay out', await page.locator('#close').evaluate(e => getComputedStyle(e).backgroundColor) !== 'rgb(0, 255, 0)')
  const box = await page.locator('#chip').boundingBox()
  is('a finger finds the chip', box.width >= 44 && box.height >= 44)
  await page.emulateMedia({ media: 'print' })
  is('not on paper', await visible(page, 'chip'), false)
  await page.emulateMedia({ media: 'screen' })

  // the focus on the page, and the end of the page
  await page.locator('#typed').focus()
  await page.evaluate(() => scrollTo(0, 700))
  loaded = page.waitForEvent('load')
  await office(`page=${tall}${encodeURIComponent('<p>三</p>')}`)
  await loaded
  await until('the focus is back', async () => await focused(page) === 'typed')
  is('and nothing was scrolled for it', await page.evaluate(() => Math.round(scrollY)), 700)
  await page.locator('#chip').waitFor()
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
  const last = await page.locator('main').boundingBox()
  is('the chip covers no last line', last.y + last.height <= (await page.locator('#chip').boundingBox()).y)

  // another day
  await page.click('#chip')
  await page.locator('#day').fill('2026-12-05')
  is('the form asks for the day', await page.locator('#panel form').evaluate(f => f.action + '?' + new URLSearchParams(new FormData(f))),
    `${url}/_mingde/at?day=2026-12-05&page=${encodeURIComponent('events/2026/10/chongyang-jiaozi.html')}`)
  await page.click('text=2026年12月1日')
  await page.waitForURL('**/_mingde/at/2026-12-01/events/2026/10/chongyang-jiaozi.html')
  await page.getByText('按 2026-12-01 显示').waitFor()
  await clean('another day', page)
  await page.click('#today')
  await page.waitForURL(`${url}/events/2026/10/chongyang-jiaozi.html`)
  await page.locator('#chip').waitFor()

  // connections
  const asked = async () => (await office('')).asked.pop()
  await office('style=00000000000000aa')
  await until('the sum is new', () => page.evaluate(() => document.querySelector('link[href*="00aa"]')))
  const before = (await office('cut')).asked.length
  await until('it connects again', async () => (await office('')).asked.length > before)
  is('with the sums of today', new URLSearchParams(await asked()).get('assets'), '00000000000000aa')
  await office('refusing=1')
  await page.locator('#lost').waitFor()
  await office('refusing=0')
  await page.locator('#lost').waitFor({ state: 'hidden' })
  const hide = hidden => page.evaluate(yes => {
    Object.defineProperty(document, 'hidden', { get: () => yes, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)
  await hide(true)
  await until('a hidden page lets go', async () => (await office('')).open === 0)
  await office('errors=1 0')
  is('and hears nothing', await visible(page, 'overlay'), false)
  await hide(false)
  await page.locator('#overlay').waitFor()
  await office('errors=0 0')
  await page.locator('#overlay').waitFor({ state: 'detached' })
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })))
  await until('a page that is kept for the way back lets go', async () => (await office('')).open === 0)
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await until('and takes hold again', async () => (await office('')).open === 1)

  // gone, and back
  await office('page=')
  await page.getByText('这一页已经没有了').waitFor()
  is('what was there stays', await page.locator('main').getByText('三').count(), 1)
  await clean('gone', page)
  is('where it went', await page.locator('.gone a').evaluate(a => a.href), `${url}/events/2026/10/chongyang-jiaozi.html`)
  await page.locator('.gone button').click()
  is('the notice is put away', await page.locator('.gone').count(), 0)
  await office(`page=${encodeURIComponent('<p>又有了</p>')}`)
  await until('the page is back', () => page.locator('main').getByText('又有了').isVisible())
  await page.locator('#chip').waitFor() // whatever it loads has been loaded

  // a stand-in, which is replaced by the page
  await office('page=&errors=2 0')
  await page.goto(`${url}/_mingde/at/2026-12-01/events/%E4%B8%80.html`)
  await page.locator('#chip').waitFor()
  is('no overlay over the list', await visible(page, 'overlay'), false)
  is('it asks for the page at its address', Object.fromEntries(new URLSearchParams(await asked())),
    { page: 'events/一.html', day: '2026-12-01', content: '', assets: '', missing: '' })
  await clean('stand-in', page)
  await office('errors=1 0')
  await until('its list is new', async () => await page.locator('main li').count() === 1)
  await office(`page=${encodeURIComponent('<p>终于</p>')}&errors=0 0`)
  await until('the page is there', () => page.locator('main').getByText('终于').isVisible())
  await page.locator('#chip').waitFor()

  // the start page
  for (const width of [360, 1280]) {
    const start = await open(`${url}/_mingde/`, { width })
    await until('it is connected', async () => (await asked()).includes('_mingde'))
    await clean(`start page, ${width} px`, start)
    await start.keyboard.press('/')
    is('the slash', [await focused(start), await start.locator('#q').inputValue()], ['q', ''])
    await start.evaluate(() => { globalThis.stays = 'here' })
    await start.locator('#q').fill('端午')
    await start.evaluate(() => document.getElementById('q').setSelectionRange(0, 1))
    await office('errors=2 0')
    await until('it is alive', async () => await start.locator('main section li.error').count() === 2)
    await until('what was half typed stays', async () => await start.locator('#q').inputValue() === '端午' && await focused(start) === 'q')
    is('no overlay over the list', await visible(start, 'overlay'), false)
    await office('errors=0 0')
    await until('all is well', async () => await start.locator('main section li.error').count() === 0)
    is('who types goes on typing', await start.evaluate(() => {
      const { value, selectionStart, selectionEnd } = document.getElementById('q')
      return [globalThis.stays, document.activeElement.id, value, selectionStart, selectionEnd]
    }), ['here', 'q', '端午', 0, 1])
    await start.locator('main .entries a').first().focus()
    await office('errors=0 1')
    await until('a warning is listed', async () => await start.locator('main section li.warning').count() === 1)
    is('a link keeps the focus', await start.evaluate(() => document.activeElement.closest('.entries') !== null))
    await office('errors=0 0')
    await until('it has loaded', () => start.evaluate(() => document.readyState === 'complete'))
    await start.context().close()
  }

  // the same page again and again
  const loop = await open(`${url}/x.html`)
  let loads = 0
  loop.on('load', () => loads++)
  await loop.route('**/x.html', async route => { // a proxy that keeps the old page
    const answer = await route.fetch()
    await route.fulfill({ response: answer, body: (await answer.text()).replace(/data-content="\w*"/, 'data-content="0"') })
  })
  await loop.reload()
  await until('it has tried', () => loads >= 2)
  await loop.waitForTimeout(2500)
  is('few reloads', loads <= 5)
  return wrong
}
