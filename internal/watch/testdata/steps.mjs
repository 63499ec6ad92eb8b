// What an editor does with the files of the showcase, and what the open pages do. Gives a list of what is not so.
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export default async ({ input: { url, root, office }, open, until }) => {
  const wrong = []
  const is = (what, got, want = true) => {
    if (JSON.stringify(got) !== JSON.stringify(want)) wrong.push(`${what}: ${JSON.stringify(got)}, want ${JSON.stringify(want)}`)
  }

  // Files. Each edit waits for nothing: what comes of it is what a page shows.
  const file = name => join(root, name)
  const read = name => readFile(file(name), 'utf8')
  const write = (name, text) => writeFile(file(name), text)
  const edit = async (name, change) => write(name, change(await read(name)))
  const append = (name, words) => edit(name, text => `${text}\n\n${words}\n`)
  const editByRename = async (name, change) => { // as editor programs save
    const beside = join(dirname(name), '.goutputstream-7F3A')
    await write(beside, change(await read(name)))
    await rename(file(beside), file(name))
  }

  // Pages. A mark on the window tells whether it is still the page that was marked.
  const look = (page, f, value) => page.evaluate(f, value).catch(() => null) // it may be on its way to the next one
  const show = async (address, size) => {
    const page = await open(url + address, size)
    page.loads = 0
    page.on('load', () => page.loads++)
    await connected(page)
    return page
  }
  const connected = page => page.locator('#chip').waitFor({ state: 'attached' })
  const marked = page => look(page, () => globalThis.mark ?? null)
  const mark = async (page, name) => { await page.waitForLoadState('load'); await connected(page); await page.evaluate(name => { globalThis.mark = name }, name) }
  const says = (page, words) => look(page, words => document.querySelector('main').innerText.includes(words), words)
  const shows = (what, page, words) => until(what, () => says(page, words))
  const lists = (page, title) => look(page, title => [...document.querySelectorAll('main a')].some(a => a.innerText.includes(title)), title)

  const [story, other, home, month, community, theme, themes] = await Promise.all([
    'events/2026/05/huanjing-zhengzhi.html', 'bulletins/2026/10.html', '', 'events/2026/11/', 'communities/yantang.html',
    'themes/kepu-jiankang.html', 'themes/index.html',
  ].map(address => show(address)))
  const start = await show('_mingde/', { width: 1280 })
  const all = [story, other, home, month, community, theme, themes]
  const source = 'content/events/2026/05/huanjing-zhengzhi.md'

  // a body saved, in two manners
  await Promise.all(all.map(page => mark(page, 'first')))
  await story.evaluate(() => scrollTo(0, 900))
  await append(source, '改在原处的一句。')
  await shows('a body saved in place is shown', story, '改在原处的一句。')
  await until('the page is where it was', () => look(story, () => Math.round(scrollY) === 900))
  is('it was loaded again', await marked(story), null)
  await mark(story, 'second')
  await editByRename(source, text => `${text}\n\n换了文件的一句。\n`)
  await shows('a body saved by rename is shown', story, '换了文件的一句。')
  await until('the page is where it was, again', () => look(story, () => Math.round(scrollY) === 900))
  await story.waitForLoadState('load')
  is('each of the two has loaded it once', [await marked(story), story.loads], [null, 2])

  // stylesheets, without a reload; what a page was told before it has done by then
  await Promise.all([story, home].map(page => mark(page, 'third')))
  const marks = await Promise.all(all.map(marked)), loads = all.map(page => page.loads)
  await edit('static/site.css', text => `${text}\nmain { outline: 3px solid rgb(1, 2, 3); }\n`)
  const outlined = page => look(page, () => getComputedStyle(document.querySelector('main')).outlineColor === 'rgb(1, 2, 3)')
  for (const page of all) await until('the stylesheet is exchanged', () => outlined(page))
  is('another page is not loaded again for a body', [await marked(other), other.loads], ['first', 0])
  await edit('site.toml', text => text.replace(/^accent = .*$/m, 'accent = "#123456"'))
  const accented = page => look(page, () => getComputedStyle(document.querySelector('.top')).borderTopColor === 'rgb(18, 52, 86)')
  for (const page of all) await until('the accent is exchanged', () => accented(page))
  is('nothing is loaded again for a stylesheet', [await Promise.all(all.map(marked)), all.map(page => page.loads)], [marks, loads])
  is('the scroll position stays', await look(story, () => Math.round(scrollY)), 900)

  // a mistake, and its end
  const good = await read(source)
  const line = good.slice(0, good.indexOf('\nplace')).split('\n').length + 1
  await write(source, good.replace('\nplace', '\nplase').replace('换了文件的一句', '写错时的一句'))
  await story.locator('#overlay').waitFor()
  const told = await story.locator('#overlay').innerText()
  for (const part of [source, `第 ${line} 行`, 'plase']) is(`the overlay says ${part}`, told.includes(part))
  is('the last good page is under it', [await says(story, '换了文件的一句'), await says(story, '写错时的一句')], [true, false])
  await other.locator('#overlay').waitFor()
  await until('the start page lists it', async () => (await start.locator('#problems').innerText()).includes('1 个错误'))
  is('with its file', await start.locator('main section li.error').count(), 1)
  is('no overlay over the list', await start.locator('#overlay').isVisible(), false)
  await write(source, good)
  await story.locator('#overlay').waitFor({ state: 'detached' })
  await other.locator('#overlay').waitFor({ state: 'detached' })
  await until('the start page lists none', async () => await start.locator('main section li.error').count() === 0)
  is('a page that stayed the same was not loaded again', [await marked(story), await marked(other)], ['third', 'first'])

  // a new entry, gone, back and under another name
  const title = '砚塘入冬前量血压', fresh = 'content/events/2026/11/liang-xueya.md', wherever = [home, month, community, theme]
  const entry = `+++\ntitle = "${title}"\ndate = 2026-11-20\nstart = 2026-11-18T09:00:00\nend = 2026-11-18T11:00:00\ncommunity = "yantang"\n` +
    'themes = ["kepu-jiankang"]\nplace = "砚塘社区一楼"\nhost = "砚塘社区居民委员会"\n+++\n\n当天上午来了一批居民。\n'
  await write(fresh, entry)
  for (const page of wherever) await until(`a new entry is in the list of ${page.url()}`, () => lists(page, title))
  is('a page without it was not loaded again', await marked(other), 'first')
  const born = await show('events/2026/11/liang-xueya.html')
  await rm(file(fresh))
  await born.locator('.gone').waitFor()
  is('a page that is gone says so', (await born.locator('.gone').innerText()).includes('这一页已经没有了'))
  is('what it showed stays', await says(born, '当天上午来了一批居民'))
  for (const page of wherever) await until(`an entry is gone from the list of ${page.url()}`, async () => await lists(page, title) === false)
  await write(fresh, entry.replace('一批居民', '两批居民'))
  await shows('the page is back', born, '来了两批居民')
  await until('and the notice is gone', async () => await born.locator('.gone').count() === 0)
  for (const page of wherever) await until(`it is in the list of ${page.url()} again`, () => lists(page, title))
  await connected(born)
  await rename(file(fresh), file('content/events/2026/11/xueya.md'))
  await born.locator('.gone').waitFor()
  is('where it went', await born.locator('.gone a').evaluate(a => a.href), `${url}events/2026/11/xueya.html`)

  // names that stand on many pages
  const lecture = await show('events/2026/11/kepu-daxue-33.html')
  await edit('content/themes/kepu-jiankang.md', text => text.replace('"科普健康"', '"科普与健康"'))
  for (const page of [theme, themes, community, lecture]) await shows(`a theme has its new name on ${page.url()}`, page, '科普与健康')
  for (const page of [theme, themes, community, lecture]) is(`and nowhere the old one on ${page.url()}`, await says(page, '科普健康'), false)
  is('its heading too', await theme.locator('h1').innerText(), '科普与健康')
  await edit('content/pages/about.md', text => text.replace('"关于本站"', '"本站说明"'))
  for (const page of [other, home, lecture]) {
    await until(`the menu of ${page.url()} has the new word`, () => look(page, () => document.querySelector('.menu').innerText.includes('本站说明')))
  }

  // the office's own page
  const latest = async name => (await start.locator('section').filter({ has: start.locator('#recent') }).locator('code').first().innerText()) === name
  await until('the start page has the last edit first', () => latest('content/pages/about.md').catch(() => false))
  await connected(start)
  await start.locator('#q').fill('急救四件事')
  await start.locator('#q').press('Enter')
  await start.waitForURL('**/_mingde/?q=*')
  is('an entry is found', await start.locator('section').filter({ hasText: '找到 1 个条目' }).locator('.entries a').evaluateAll(links => links.map(a => a.href)),
    [`${url}events/2026/11/kepu-daxue-33.html`])
  is('the draft is listed', (await start.locator('section').filter({ has: start.locator('#drafts') }).innerText()).includes('2027年春联征稿安排'))
  await start.locator('a', { hasText: '2027年春联征稿安排' }).first().click()
  await start.waitForURL('**/events/2026/11/chunlian-2027.html')
  is('a draft is shown, and marked', (await start.locator('main').innerText()).includes('本页只供编辑预览，尚未公开'))
  is('and is in no list', await lists(month, '2027年春联征稿安排'), false)

  // another day
  const roll = start
  const days = async (day, words, missing) => {
    await until(`on ${day} it says ${words}`, () => says(roll, words))
    is(`on ${day} it does not say ${missing}`, await says(roll, missing), false)
  }
  await roll.goto(`${url}rolls/jidebang-2026-2.html`)
  await days('2026-11-20', '正在公示', '共4名')
  await roll.locator('#chip').click()
  await roll.locator('#panel .coming a', { hasText: '11月25日' }).first().click()
  await roll.waitForURL('**/_mingde/at/2026-11-25/rolls/jidebang-2026-2.html')
  await days('2026-11-25', '共4名', '正在公示')
  await roll.getByText('按 2026-11-25 显示').waitFor()
  await append('content/rolls/jidebang-2026-2.md', '那一天也看得到的一句。')
  await shows('an edit is shown on that day too', roll, '那一天也看得到的一句。')
  await connected(roll)
  await roll.locator('.menu a', { hasText: '主题' }).click()
  await roll.waitForURL('**/_mingde/at/2026-11-25/themes/index.html')
  await roll.goBack()
  await roll.waitForURL('**/_mingde/at/2026-11-25/rolls/jidebang-2026-2.html')
  await roll.locator('#today').click()
  await roll.waitForURL(`${url}rolls/jidebang-2026-2.html`)
  await days('2026-11-20', '正在公示', '共4名')
  await roll.locator('#chip').click()
  await roll.locator('#day').fill('2026-11-15')
  await roll.locator('#look').click()
  await roll.waitForURL('**/_mingde/at/2026-11-15/rolls/jidebang-2026-2.html')
  await days('2026-11-15', '评选中', '正在公示')
  await connected(roll)

  // a page that nobody looks at, and a preview that is not there
  const hide = hidden => other.evaluate(yes => {
    Object.defineProperty(document, 'hidden', { get: () => yes, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)
  await mark(other, 'hidden')
  await hide(true)
  await append('content/bulletins/2026/10.md', '没人看的时候写的一句。')
  await append(source, '有人看的时候写的一句。')
  await shows('a page that somebody looks at follows', story, '有人看的时候写的一句。')
  is('a hidden one does not', [await marked(other), await says(other, '没人看的时候')], ['hidden', false])
  await hide(false)
  await shows('until somebody looks', other, '没人看的时候写的一句。')
  await Promise.all([story, other, roll].map(page => page.waitForLoadState('load')))
  await connected(story)
  const call = what => fetch(`${office}/${what}`, { signal: AbortSignal.timeout(30_000) })
  await call('stop')
  await append(source, '断开时写的一句。')
  await story.locator('#lost').waitFor()
  is('without the preview the page stays', await says(story, '有人看的时候写的一句。'))
  await call('start')
  await shows('the page connects again and catches up', story, '断开时写的一句。')
  await until('and says nothing of it', async () => await story.locator('#lost').isVisible() === false)
  return wrong
}
