/** Lets a reader see only the claims of a kind. */
export function startClaims(): void {
  const filters = document.querySelector<HTMLElement>('.filters');
  if (filters === null) return;
  const buttons = [...filters.querySelectorAll('button')];
  const rows = [...document.querySelectorAll<HTMLElement>('.claims tbody tr')];
  const stateOf = (button: HTMLElement) => button.dataset.filter!;
  const fits = (row: HTMLElement, state: string) =>
    state === '' || row.dataset.states!.split(' ').includes(state);
  for (const button of buttons) {
    const state = stateOf(button);
    if (state !== '') {
      button.textContent += ` ${rows.filter((row) => fits(row, state)).length}`;
    }
    button.addEventListener('click', () => {
      for (const other of buttons) other.setAttribute('aria-pressed', String(other === button));
      for (const row of rows) row.hidden = !fits(row, state);
    });
  }
  filters.hidden = false;
}
