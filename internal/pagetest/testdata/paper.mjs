// Prints pages: {address, to, look, scheme}. Gives what of the paper is not black on white, and how many pictures each has.
export default async ({ input, open }) => {
  const page = await open(input.jobs[0].address, { width: 1280 })
  const sheets = []
  for (const { address, to, look, scheme } of input.jobs) {
    await page.emulateMedia({ colorScheme: scheme })
    await page.goto(address, { waitUntil: 'load' })
    await page.evaluate(look => { document.documentElement.className = 'js ' + look }, look)
    await page.pdf({ path: to, format: 'A4', preferCSSPageSize: true, printBackground: false, tagged: true, outline: true })
    await page.emulateMedia({ media: 'print', colorScheme: scheme })
    sheets.push(await page.evaluate(sheet))
    await page.emulateMedia({ media: null })
  }
  return { sheets }
}

function sheet() {
  const brightness = colour => { const [r, g, b] = colour.match(/[\d.]+/g).map(Number); return (r * 3 + g * 6 + b) / 2550 }
  const pale = []
  for (const e of document.querySelectorAll('body, body *')) {
    const style = getComputedStyle(e)
    if (!e.checkVisibility() || e.closest('.masthead .series, .seal')) continue
    const ground = style.backgroundColor
    if (brightness(style.color) > .45 || !/, 0\)$/.test(ground) && brightness(ground) < .95) pale.push(`${e.localName}.${e.className}: ${style.color} on ${ground}`)
  }
  const shown = selector => Array.from(document.querySelectorAll(selector)).filter(e => e.checkVisibility())
  return {
    pale: [...new Set(pale)].slice(0, 5),
    pictures: shown('main img').length,
    navigation: shown('.tools, .skip, .menu, .crumbs, .pager, .ways, .more').map(e => e.className),
  }
}
