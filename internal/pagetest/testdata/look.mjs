// Puts the first views of pages into one picture: a row of light ones above a row of dark ones.
export default async ({ input, open }) => {
  const { addresses, width, height, scale, to } = input
  const shots = []
  for (const scheme of ['light', 'dark']) {
    const page = await open(addresses[0], { width, scheme })
    await page.setViewportSize({ width, height })
    for (const address of addresses) {
      await page.goto(address, { waitUntil: 'networkidle' })
      shots.push((await page.screenshot({ type: 'png' })).toString('base64'))
    }
  }
  const wall = await open('about:blank', { width: 1280 })
  const gap = 12
  await wall.setViewportSize({ width: Math.round(addresses.length * (width * scale + gap) + gap), height: Math.round(2 * (height * scale + gap) + gap) })
  await wall.setContent(`<style>body{margin:${gap / 2}px;background:#cfc9bd;font-size:0}img{width:${width * scale}px;margin:${gap / 2}px}</style>` +
    shots.map(shot => `<img src="data:image/png;base64,${shot}">`).join(''))
  await wall.screenshot({ path: to, type: 'jpeg', quality: 55 })
}
