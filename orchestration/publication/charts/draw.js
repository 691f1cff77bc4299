// Draws each chart of the page from the option that stands beside it. What is drawn is decided where the option is made.
for (const option of document.querySelectorAll("script[data-chart]")) {
  const place = document.getElementById(option.dataset.chart);
  const height = Number(place.dataset.height);
  const chart = echarts.init(place, null, { renderer: "svg", height });
  chart.setOption(JSON.parse(option.textContent));
  addEventListener("resize", () => chart.resize({ height }));
  addEventListener("beforeprint", () => {
    const drawing = place.querySelector("svg"); // paper is narrower than the window: the drawing is scaled to it
    drawing.setAttribute("viewBox", `0 0 ${drawing.getAttribute("width")} ${drawing.getAttribute("height")}`);
  });
}
