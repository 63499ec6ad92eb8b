// Looks at each page in all looks that a reader may choose, at both widths side by side, and once at the narrowest. One
// window serves for all pages of a width; what the pages themselves decide by what is remembered is for keyboard.mjs.
const LOOKS = {
  light: { scheme: 'light', look: '' },
  dark: { scheme: 'dark', look: '' },
  contrast: { scheme: 'light', look: 'hc' },
  huge: { scheme: 'light', look: 'huge' },
}
const AT = { 320: ['huge'], 360: Object.keys(LOOKS), 1280: Object.keys(LOOKS) }

export default async ({ input, open, axe, overflow }) => {
  const found = []
  let checks = 0
  async function visit(page, address, width) {
    await page.goto(address, { waitUntil: 'load' })
    for (const name of AT[width]) {
      if (!input.axe && !(name === 'light' || name === 'huge')) continue // colours move nothing
      await page.emulateMedia({ colorScheme: LOOKS[name].scheme })
      await page.evaluate(look => { document.documentElement.className = 'js ' + look }, LOOKS[name].look)
      const wide = await overflow(page)
      if (wide) found.push({ address, width, look: name, fault: `${wide} px wider than the window: ${await page.evaluate(widest)}` })
      if (width < 360 || !input.axe) continue
      checks++
      for (const v of await axe(page)) found.push({ address, width, look: name, fault: `axe ${v.id} (${v.impact}): ${v.help}: ${v.nodes} × ${v.target}` })
    }
  }
  async function all(widths) {
    for (const width of widths) {
      const page = await open(input.addresses[0], { width })
      for (const address of input.addresses) await visit(page, address, width)
    }
  }
  await Promise.all([all([360]), all([320, 1280])])
  return { found, checks }
}

// widest names the innermost element that reaches farthest to the right.
function widest() {
  let far = innerWidth, name = ''
  for (const e of document.querySelectorAll('body *')) {
    const { right } = e.getBoundingClientRect()
    if (right >= far && getComputedStyle(e).position !== 'absolute' && !e.closest('.scroll, .table, pre')) { far = right; name = `${e.parentElement.localName}.${e.parentElement.className} > ${e.localName}.${e.className}` }
  }
  return name
}
