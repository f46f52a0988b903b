print(JSON.stringify(new Uint8Array([1, 2])), JSON.stringify(/x/), JSON.stringify(new Error('e')), JSON.stringify({ e: 1.5, f: -1 }))
// expect: {"0":1,"1":2} {} {} {"e":1.5,"f":-1}
