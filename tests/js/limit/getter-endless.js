// steps: 100000
JSON.stringify({ get a() { for (;;) {} } })
// expect stop
