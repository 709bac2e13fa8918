// Talks to the server for one attempt, and tells in a word how it went:
// "ok"; "signedOut"; "gone": not this person's attempt; "conflict"; "refused": it will never be taken as it is;
// "busy": later, `wait` seconds if the server says so; "offline": no answer, or not from our server; "moved": led on.
const PATIENCE = 20000; // milliseconds

function kindOf(status, data) {
  if (status === 401) return "signedOut";
  if (status === 400) return "stale";
  if (data === null) return status < 500 ? "offline" : "busy"; // some gate on the way answered
  if (status < 300) return "ok";
  return { 403: "refused", 404: "gone", 409: "conflict", 413: "refused", 422: "refused" }[status] ?? "busy";
}

export function connect(stateUrl, onToken) {
  let token = document.querySelector('meta[name="csrf-token"]').content;

  async function send(url, body, { keepalive = false, patience = PATIENCE } = {}) {
    const headers = { Accept: "application/json", ...(body && { "X-CSRFToken": token }) };
    const signal = keepalive ? undefined : AbortSignal.timeout(patience);
    try {
      const response = await fetch(url, { method: body ? "POST" : "GET", body, headers, keepalive, signal, redirect: "manual" });
      if (response.type === "opaqueredirect") return { kind: "moved" };
      const data = await response.json().catch(() => null);
      return { kind: kindOf(response.status, data), data, wait: Number(response.headers.get("Retry-After")) || 0 };
    } catch {
      return { kind: "offline" };
    }
  }

  // Who signed in anew has a new token: it is fetched, and the same is sent again.
  async function post(url, body, how) {
    const first = await send(url, body, how);
    if (first.kind !== "stale") return first;
    const state = await send(stateUrl);
    if (state.kind !== "ok") return state.kind === "moved" ? { kind: "offline" } : state;
    token = state.data.token;
    onToken(token);
    const second = await send(url, body, how);
    return second.kind === "stale" ? { kind: "busy" } : second;
  }

  return { post, state: () => send(stateUrl) };
}
