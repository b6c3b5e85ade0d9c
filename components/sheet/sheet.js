export default function ({ data, parentElement }) {
  const table = parentElement.querySelector(".sheet");
  table.setAttribute("aria-label", data.title);
  table.querySelector("thead tr").replaceChildren(
    ...data.columns.map((name) => {
      const heading = document.createElement("th");
      heading.scope = "col";
      heading.textContent = name;
      return heading;
    }),
  );
  table.querySelector("tbody").replaceChildren(
    ...data.rows.map((texts) => {
      const row = document.createElement("tr");
      texts.forEach((text, place) => {
        const cell = document.createElement("td");
        cell.dataset.name = data.columns[place];
        cell.textContent = text;
        row.append(cell);
      });
      return row;
    }),
  );
}
