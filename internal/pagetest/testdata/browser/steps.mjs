export default async ({ input, open, axe, overflow, until }) => {
  const page = await open(input.good, { width: 400, scheme: 'dark' })
  const bad = await open(input.bad)
  await until('the script has run', () => bad.evaluate(() => document.readyState === 'complete'))
  return {
    title: await page.title(),
    dark: await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches),
    violations: (await axe(page)).length,
    overflow: [await overflow(page), await overflow(bad)],
  }
}
