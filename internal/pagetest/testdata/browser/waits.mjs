export default async ({ until }) => { await until('it is done', () => false, 100) }
