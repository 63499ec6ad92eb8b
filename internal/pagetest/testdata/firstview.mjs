// What a phone loads until the first view of a page stands, and whether anything moves afterwards, down to the end of the page.
// Each page is opened in a new window, as by somebody who was never here, and again as by somebody who chose the largest letters.
export default async ({ input, open }) => {
  const views = []
  const all = async look => { for (const address of input.addresses) views.push(await visit(open, input.start, address, look)) }
  await Promise.all([all(''), all('huge')])
  return { views }
}

async function visit(open, start, address, look) {
  const page = await open(start, { width: 360 })
  const sizes = new Map() // address → bytes on their way, headers not counted
  const arrive = async request => { sizes.set(request.url(), (await request.sizes()).responseBodySize) }
  const coming = []
  await page.addInitScript(look => {
    localStorage.setItem('mingde.look', look)
    window.moved = 0
    new PerformanceObserver(list => { for (const e of list.getEntries()) window.moved += e.value }).observe({ type: 'layout-shift', buffered: true })
  }, look)
  page.on('requestfinished', request => coming.push(arrive(request)))
  await page.goto(address, { waitUntil: 'networkidle' })
  await Promise.all(coming)
  const inView = await page.evaluate(() => Array.from(document.images).filter(i => {
    const { top, bottom, left, right } = i.getBoundingClientRect()
    return i.hasAttribute('fetchpriority') || top < innerHeight && bottom > 0 && left < innerWidth && right > 0
  }).map(i => ({ address: i.currentSrc, hero: i.hasAttribute('fetchpriority') })))
  const loaded = Array.from(sizes, ([address, bytes]) => ({ address, bytes }))
  await page.evaluate(async () => {
    for (let y = 0; y < document.body.scrollHeight; y += 600) {
      scrollTo(0, y)
      await new Promise(resolve => setTimeout(resolve, 30))
    }
  })
  const moved = await page.evaluate(() => window.moved)
  await page.context().close()
  return { address, look, inView, loaded, moved }
}
