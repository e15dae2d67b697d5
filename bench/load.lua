-- For wrk: walks over the paths of a file, posts what another holds unless it is empty, follows redirects when told to, and prints what happened as one JSON line.

local paths, follow, place, redirected, method, body = {}, false, 1, nil, "GET", nil

function init(arguments)
  for path in io.lines(arguments[1]) do
    table.insert(paths, path)
  end
  follow = arguments[2] == "follow"
  local content = io.open(arguments[3]):read("*a")
  if content ~= "" then
    method, body = "POST", content
  end
  if not follow then
    -- Where answers need not be read, wrk is spared the work: it shares the machine with the server.
    response = nil
  end
  math.randomseed(os.time() + tonumber(tostring({}):sub(8), 16) % 1000000)
  place = math.random(#paths)
end

function request()
  local path = redirected
  redirected = nil
  if path == nil then
    place = place % #paths + 1
    path = paths[place]
  end
  return wrk.format(method, path, nil, body)
end

function response(status, headers, body)
  if status == 303 then
    redirected = headers["Location"]
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format(
    '{"requests": %d, "seconds": %.6f, "p50": %.3f, "p99": %.3f, "failed": %d}',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, failed))
end
