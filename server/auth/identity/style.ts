/** The tokens of app/globals.css, in the one page that Next does not serve. */
export const style = `
:root{color-scheme:light;--bg:oklch(0.981 0.002 255);--surface:oklch(1 0 0);--hover:oklch(0.948 0.005 255);--line:oklch(0.912 0.006 255);--line-strong:oklch(0.78 0.01 255);--fg:oklch(0.225 0.016 260);--muted:oklch(0.43 0.016 260);--accent:oklch(0.5 0.17 262);--accent-hover:oklch(0.44 0.17 262);--accent-fg:oklch(1 0 0);--accent-soft:oklch(0.955 0.022 262);--accent-line:oklch(0.82 0.08 262);--bad:oklch(0.5 0.185 26);--bad-soft:oklch(0.96 0.022 20)}
@media (prefers-color-scheme:dark){:root{color-scheme:dark;--bg:oklch(0.165 0.008 260);--surface:oklch(0.2 0.009 260);--hover:oklch(0.252 0.011 260);--line:oklch(0.282 0.011 260);--line-strong:oklch(0.44 0.014 260);--fg:oklch(0.945 0.005 260);--muted:oklch(0.765 0.011 260);--accent:oklch(0.72 0.13 262);--accent-hover:oklch(0.78 0.115 262);--accent-fg:oklch(0.17 0.03 262);--accent-soft:oklch(0.268 0.05 262);--accent-line:oklch(0.43 0.09 262);--bad:oklch(0.755 0.13 22);--bad-soft:oklch(0.268 0.058 20)}}
*{box-sizing:border-box}
body{margin:0;min-height:100dvh;display:grid;place-items:center;padding:24px 16px;background:var(--bg);color:var(--fg);font:14px/22px Geist,ui-sans-serif,system-ui,sans-serif;-webkit-font-smoothing:antialiased}
main{width:100%;max-width:480px;background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:28px}
header{display:flex;align-items:center;gap:8px;font-weight:600;color:var(--fg)}
.mark{width:20px;height:20px}
.load{fill:var(--accent);stroke:none}
h1{font-size:20px;line-height:28px;font-weight:600;margin:20px 0 4px;letter-spacing:-.01em}
.lead{margin:0 0 16px;color:var(--muted);font-size:13px;line-height:20px}
.note{margin:16px 0 0;color:var(--muted);font-size:12px;line-height:18px}
.problem{margin:0 0 16px;padding:8px 12px;border-radius:8px;background:var(--bad-soft);color:var(--bad);font-size:13px;line-height:20px}
fieldset{border:1px solid var(--line);border-radius:8px;padding:0;margin:0 0 16px;overflow:hidden}
legend{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.choice{display:flex;align-items:center;gap:12px;min-height:48px;padding:6px 12px;cursor:pointer;border-top:1px solid var(--line)}
.choice:first-of-type{border-top:0}
.choice:hover{background:var(--hover)}
.choice:has(:checked){background:var(--accent-soft)}
.choice input{margin:0;width:16px;height:16px;accent-color:var(--accent);flex:none}
.who{flex:1;min-width:0}
.who b{display:block;font-weight:500;line-height:20px}
.who small{display:block;color:var(--muted);font-size:12px;line-height:16px;overflow-wrap:anywhere}
.does{color:var(--muted);font-size:12px;line-height:16px;text-align:right;max-width:170px}
.field{display:block;font-weight:500;margin-bottom:4px;font-size:13px}
input[type=password]{width:100%;height:36px;padding:0 12px;border:1px solid var(--line-strong);border-radius:8px;background:var(--surface);color:var(--fg);font:inherit}
button,.button{display:block;width:100%;height:36px;margin-top:16px;border:0;border-radius:8px;background:var(--accent);color:var(--accent-fg);font:inherit;font-weight:500;line-height:36px;text-align:center;text-decoration:none;cursor:pointer}
button:hover,.button:hover{background:var(--accent-hover)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.choice:focus-within{outline:2px solid var(--accent);outline-offset:-2px}
.choice :focus-visible{outline:none}
@media (max-width:420px){main{padding:20px}.does{display:none}}
`
