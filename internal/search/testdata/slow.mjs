// How long a first query takes on a slow phone: the CPU six times slower. Input: {http, queries}; gives [query, ms], the
// best of five, since a busy machine is no slow phone.
export default async function ({ input, open, until }) {
  const all = []
  for (const query of input.queries) {
    let best = Infinity
    for (let i = 0; i < 5; i++) best = Math.min(best, await once(query))
    all.push([query, best])
  }
  return all

  async function once(query) {
    const page = await open(`${input.http}search.html`)
    await page.unroute('**/*') // a detour of each request through the test is no part of a phone
    const session = await page.context().newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: 6 })
    await page.fill('#_q', query)
    await until('the script is there', () => page.evaluate(() => !!window.mdSearchTerms))
    const took = await page.evaluate(() => new Promise(done => {
      const began = performance.now()
      new MutationObserver(() => {
        if (document.querySelector('#_results li')) done(performance.now() - began)
      }).observe(document.getElementById('_results'), { childList: true, subtree: true })
      document.querySelector('#_search button').click()
    }))
    await page.context().close()
    return took
  }
}
