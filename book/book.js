// The page is complete without this. It adds: light or dark by choice, and
// chunks that open when a link leads into them.
const root = document.documentElement;
const choice = {
    get: () => { try { return localStorage.getItem('theme'); } catch { return null; } },
    set: (theme) => { try { localStorage.setItem('theme', theme); } catch { /* file: */ } },
};
const asked = new URLSearchParams(location.search).get('theme') || choice.get();
if (asked) root.dataset.theme = asked;

function unfold() {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    for (let at = target; at; at = at.parentElement)
        if (at.tagName === 'DETAILS') at.open = true;
    if (target) target.scrollIntoView();
}

function addThemeButton() {
    const button = document.createElement('button');
    const dark = () => (root.dataset.theme ||
        (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
    const name = () => { button.textContent = dark() ? 'light' : 'dark'; };
    button.className = 'theme';
    button.type = 'button';
    button.onclick = () => {
        root.dataset.theme = dark() ? 'light' : 'dark';
        choice.set(root.dataset.theme);
        name();
    };
    name();
    document.body.append(button);
}

addEventListener('DOMContentLoaded', () => { addThemeButton(); unfold(); });
addEventListener('hashchange', unfold);
