// What a reader meets on the search page. Input: {http, file: addresses of the site, cases, agree}; gives what is wrong.
export default async function ({ input, open, axe, overflow, until }) {
  const wrong = []
  const expect = (what, got, want) => {
    if (JSON.stringify(got) !== JSON.stringify(want)) wrong.push(`${what}: ${JSON.stringify(got)}, want ${JSON.stringify(want)}`)
  }
  const told = page => page.locator('#_found').textContent()
  const count = async page => {
    await until('the search has ended', async () => !/正在/.test(await told(page)) && await told(page))
    return Number((await told(page)).match(/\d+/) ?? 0)
  }
  // The script is there once somebody has turned to the form.
  const turn = async page => {
    await page.focus('#_q')
    await until('the script is there', () => page.evaluate(() => !!window.mdSearchTerms))
  }
  const figures = [] // of each first query: [query, requests, bytes]

  for (const site of [input.http, input.file]) {
    for (const { query, filters, want, first } of input.cases) {
      const address = `${site}search.html?q=${encodeURIComponent(query)}${filters ?? ''}`
      const page = await open(address)
      const name = `${query}${filters ?? ''} at ${site.slice(0, 4)}`
      expect(`${name}: results`, await count(page), want)
      expect(`${name}: in the box`, await page.inputValue('#_q'), query)
      const links = await page.$$eval('#_results a', all => all.map(a => a.getAttribute('href')))
      expect(`${name}: shown`, links.length > 0 && links.length <= 10, want > 0)
      if (first) expect(`${name}: first`, links[0], first)
      const marks = await page.$$eval('#_results mark', all => all.map(m => m.textContent))
      if (first) expect(`${name}: marked`, marks.includes(query), true)
      if (site === input.http) {
        const loaded = await page.evaluate(() => performance.getEntriesByType('resource')
          .filter(r => /\/search\//.test(r.name)).map(r => r.encodedBodySize + 300))
        figures.push([query, loaded.length, loaded.reduce((a, b) => a + b, 0)])
      }
      await page.context().close()
    }
  }

  // The two ways of cutting texts into terms agree.
  const page = await open(`${input.http}search.html`)
  expect('nothing asked, nothing said', await told(page), '')
  expect('nothing asked, no script', await page.evaluate(() => performance.getEntriesByType('resource').filter(r => /\.js/.test(r.name)).length), 0)
  await turn(page)
  const cut = await page.evaluate(texts => texts.map(t => window.mdSearchTerms(t).map(term => [term.key, term.hash % 64])), input.agree.map(c => c.text))
  input.agree.forEach((c, i) => {
    const got = cut[i].map(([key, shard]) => [/^~..+$/u.test(key) && !key.endsWith(' ') ? key + ' ' : key, shard]).sort()
    expect(`terms of ${JSON.stringify(c.text)}`, got, c.terms.sort())
  })

  // By keyboard alone, at 360 px: type, submit, more, back.
  await page.keyboard.type(input.many.query)
  await page.keyboard.press('Enter')
  expect('typed', await count(page), input.many.want)
  expect('address', new URL(page.url()).search, `?q=${encodeURIComponent(input.many.query)}`)
  expect('axe', await axe(page), [])
  expect('overflow', await overflow(page), 0)
  const shown = await page.locator('#_results li').count()
  await page.focus('#_more')
  await page.keyboard.press('Enter')
  await until('more is shown', async () => await page.locator('#_results li').count() > shown)
  expect('focus goes on', await page.evaluate(n => document.activeElement === document.querySelectorAll('#_results li')[n].querySelector('a'), shown), true)
  await page.selectOption('#_k', 'bulletin')
  expect('filtered', await count(page), input.many.bulletins)
  expect('address with filter', new URL(page.url()).searchParams.get('k'), 'bulletin')
  await page.goBack()
  expect('back', await count(page), input.many.want)
  await page.fill('#_q', '，。！')
  await page.keyboard.press('Enter')
  await until('that nothing can be searched is said', async () => /没有可以搜索/.test(await told(page)))
  await page.fill('#_q', '饕餮盛宴')
  await page.keyboard.press('Enter')
  await until('that nothing is found is said', async () => /没有找到/.test(await told(page)))
  await page.fill('#_q', '<img src=x onerror=alert(1)>' + '志愿'.repeat(500))
  await page.keyboard.press('Enter')
  await count(page)
  expect('no element of a query', await page.locator('#_results img').count(), 0)

  // Where the script is slow, what was chosen is answered when it comes, and what was typed stays; the form does without it.
  const slow = await open(`${input.http}search.html`)
  let arrive
  const late = new Promise(resolve => { arrive = resolve })
  await slow.route(/\/search\.[0-9a-f]+\.js$/, route => late.then(() => route.continue()), { times: 1 })
  await slow.fill('#_q', input.many.query)
  await slow.selectOption('#_k', 'bulletin')
  arrive()
  expect('chosen before the script came', await count(slow), input.many.bulletins)
  expect('typed before the script came', await slow.inputValue('#_q'), input.many.query)
  const quick = await open(`${input.http}search.html`)
  await quick.route(/\/search\.[0-9a-f]+\.js$/, route => route.fulfill({ contentType: 'text/javascript', body: '' }), { times: 1 })
  await quick.fill('#_q', input.many.query)
  await quick.keyboard.press('Enter')
  await quick.waitForURL(/\?q=/)
  expect('asked before the script came', await count(quick), input.many.want)

  // While a publish is under way, files of two states may come: the page asks again, past all caches.
  const torn = await open(`${input.http}search.html`)
  await turn(torn)
  let stale = 0
  await torn.route(/\/search\/0\/[0-9a-f]+\.js$/, async route => {
    const answer = await route.fetch()
    stale++
    await route.fulfill({ response: answer, body: (await answer.text()).replace(/","[0-9a-f]+"/, '","0000000000"') })
  })
  await torn.fill('#_q', input.many.query)
  await torn.keyboard.press('Enter')
  expect('found in the end', await count(torn), input.many.want)
  expect('files of another state came first', stale > 0, true)
  await torn.route(/\/search\/1\/[0-9a-f]+\.js/, route => route.fulfill({ status: 200, contentType: 'text/javascript', body: '' }))
  await torn.fill('#_q', '绿豆汤')
  await torn.keyboard.press('Enter')
  await until('that nothing could be read is said', async () => /没有读到/.test(await told(torn)))

  const plain = await open(`${input.http}search.html?q=x`, { noScript: true })
  expect('without scripts', await plain.locator('noscript').innerText().then(t => t.includes('索引')), true)
  expect('links without scripts', await plain.locator('nav[aria-labelledby=_indexes] a').count() > 4, true)
  return { wrong, figures }
}
