-- The programs of kernels.js in Lua.
local function intloop(n) local s=0; for i=0,n-1 do s=(s+i*3)&0xffffff end return s end
local function xorshift(n) local x=123456789; for i=0,n-1 do x = x ~ ((x<<13)&0xffffffff); x = x ~ (x>>17); x = x ~ ((x<<5)&0xffffffff) end return x end
local function fnv(n) local h=2166136261; for i=0,n-1 do h = h ~ (i&255); h=(h*16777619)&0xffffffff end return h end
local function prop(n) local o={a=1,b=2,c=3}; for i=0,n-1 do o.a=o.b+o.c; o.b=o.a-1; o.c=i&7; if o.b>1000 then o.b=1 end end return o.a end
local P={} P.__index=P; function P.get(self) return self.x end
local function method(n) local p=setmetatable({x=3},P); local s=0; for i=0,n-1 do s=(s+p:get())&0xffff end return s end
local function closure(n) local function mk() local c=0; return function() c=c+1; return c end end local f=mk(); local s=0; for i=0,n-1 do s=f() end return s end
local function sum8(n) local u={} for i=0,1023 do u[i]=i&255 end local s=0; for k=0,n-1 do for i=0,1023 do s=(s+u[i])&0x7fffffff end end return s end
local function sieve(n) local c=0; for r=0,n-1 do local a={} for i=0,2047 do a[i]=true end c=0; for i=2,2047 do if a[i] then c=c+1; for j=i+i,2047,i do a[j]=false end end end end return c end
local function fib(n) if n<2 then return n end return fib(n-1)+fib(n-2) end
local function floatloop(n) local x=0.5; for i=0,n-1 do x=x*1.0000001+0.25; if x>1000 then x=x/3.7 end end return x end
local function newobj(n) local l; for i=0,n-1 do l={v=i,next=nil} end return l.v end
local function str(n) local s=''; for i=0,n-1 do s=s..'ab'; if #s>1000 then s='' end end return #s end
local function time(name, f, n)
  local start = os.clock()
  local result = f(n)
  print(string.format('%s %.0f %s', name, (os.clock() - start) * 1000, result))
end
time('integers', intloop, 3000000)
time('xorshift', xorshift, 2000000)
time('fnv', fnv, 2000000)
time('properties', prop, 2000000)
time('method', method, 2000000)
time('closure', closure, 2000000)
time('bytes', sum8, 3000)
time('sieve', sieve, 200)
time('calls', fib, 25)
time('floats', floatloop, 3000000)
time('objects', newobj, 1000000)
time('strings', str, 500000)
