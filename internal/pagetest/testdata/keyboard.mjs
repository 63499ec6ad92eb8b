// Goes through pages with nothing but a keyboard, and measures what a finger has to hit.
const SIZES = { '': 18, large: 22, huge: 30 }
const REACHABLE = 'a[href], button, summary, input, select, [tabindex="0"]'

export default async ({ input, open }) => {
  const found = []
  const counts = {}
  const page = await open(input.addresses[0], { width: 1280 })
  const fault = text => found.push({ address: page.url(), width: page.viewportSize().width, look: '', fault: text })
  const key = name => page.keyboard.press(name)

  // Each thing that can be used gets the focus, one after the other, and shows it where the reader looks.
  async function tabs() {
    const all = await page.evaluate(reachable, REACHABLE)
    let last = ''
    for (let i = 0; i < all; i++) {
      await key('Tab')
      const now = await page.evaluate(focused)
      if (now.number !== i) return fault(`the ${i + 1}th tab leads to ${now.name}, which is the ${now.number + 1}th of ${all}; after ${last}`)
      if (!now.outlined) fault(`the focus does not show on ${now.name}`)
      if (!now.inView) fault(`${now.name} has the focus out of sight`)
      last = now.name
    }
    counts[page.url()] = all
  }

  async function skips() {
    await page.goto(page.url())
    await key('Tab')
    if (await page.evaluate(() => document.activeElement.className) !== 'skip') fault('the first tab does not lead to the skip link')
    await key('Enter')
    await key('Tab')
    if (!await page.evaluate(() => document.querySelector('main').contains(document.activeElement) || !document.querySelector('main a'))) fault('the skip link does not lead to the text')
  }

  for (const address of input.addresses) {
    await page.goto(address)
    await tabs()
    await skips()
  }

  // The text size and the contrast: chosen by keys, and remembered on the next page.
  const look = () => page.evaluate(() => [parseFloat(getComputedStyle(document.documentElement).fontSize), getComputedStyle(document.body).backgroundColor === 'rgb(0, 0, 0)'])
  const opened = () => page.evaluate(() => document.querySelector('.tools').open)
  const pressed = () => page.evaluate(() => Array.from(document.querySelectorAll('.tools [aria-pressed="true"]'), b => b.value).join())
  async function expect(what, got, want) { if (String(got) !== String(want)) fault(`${what}: ${got}, want ${want}`) }
  async function choose(value, name) {
    await page.evaluate(() => document.querySelector('.tools summary').focus())
    if (!await opened()) await key('Enter')
    for (let i = 0; i < 5 && await page.evaluate(() => document.activeElement.value) !== value; i++) await key('Tab')
    await key(name)
  }
  await page.evaluate(() => document.querySelector('.tools summary').focus())
  await key('Enter')
  await expect('大字版 after Enter', await opened(), true)
  await key('Space')
  await expect('大字版 after Space', await opened(), false)
  await choose('large', 'Enter')
  await expect('大字', await look(), [22, false])
  await choose('hc', 'Space')
  await expect('大字 and contrast', await look(), [22, true])
  await expect('pressed', await pressed(), 'large,hc')
  await page.goto(input.addresses[1])
  await expect('大字 and contrast on the next page', await look(), [22, true])
  await expect('pressed on the next page', await pressed(), 'large,hc')
  await choose('huge', 'Enter')
  await expect('特大字', await look(), [30, true])
  await choose('hc', 'Enter')
  await choose('', 'Space')
  await expect('标准字', await look(), [18, false])

  // The same where nothing may be remembered.
  const forgetful = await open(input.addresses[0], { width: 360 })
  await forgetful.addInitScript(() => Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('forbidden', 'SecurityError') } }))
  await forgetful.goto(input.addresses[0])
  await forgetful.tap('.tools summary')
  await forgetful.tap('.tools [value=huge]')
  await expect('特大字 without a memory', await forgetful.evaluate(() => getComputedStyle(document.documentElement).fontSize), '30px')

  // What is to be hit, on a phone and on a wide screen.
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 900 })
    for (const address of input.addresses) {
      await page.goto(address)
      for (const size of Object.keys(SIZES)) {
        for (const small of await page.evaluate(targets, size)) found.push({ address, width, look: size, fault: small })
      }
    }
  }
  return { found, counts }
}

// reachable numbers what can be used, in the order of the page.
function reachable(selector) {
  const shown = Array.from(document.querySelectorAll(selector)).filter(e => e.checkVisibility())
  shown.forEach((e, i) => { e.number = i })
  return shown.length
}

function focused() {
  const e = document.activeElement
  const style = getComputedStyle(e)
  const box = e.getBoundingClientRect()
  return {
    name: `${e.localName}.${e.className} “${e.textContent.trim().slice(0, 20)}”`,
    number: e.number ?? -1,
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  }
}

// targets tells which links and buttons outside of running text are too small for a finger, or for an elder's.
function targets(size) {
  document.documentElement.className = 'js ' + size
  for (const e of document.querySelectorAll('details')) e.open = true
  const small = []
  for (const e of document.querySelectorAll('.top a, .top button, .top summary, .crumbs a, .bottom a, .pager a, .grid a, .wall a, .title a, .more a, .plain a')) {
    const least = size && e.closest('.top, .pager') ? 60 : 44
    const { width, height } = e.getBoundingClientRect()
    if (!height || e.closest('.body, .facts')) continue
    if (height < least - .5 || (width < 44 && e.closest('.top, .crumbs, .pager'))) small.push(`“${e.textContent.trim()}” in ${e.parentElement.className || e.parentElement.localName} is ${width.toFixed(1)} × ${height.toFixed(1)} px, less than ${least}`)
  }
  return small
}
