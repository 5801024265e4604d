/* Draws every [data-chart] from the JSON beside it. Tooltips are drawn as text inside the picture, never as HTML,
   because the content security policy admits no inline style. */
"use strict";

(function () {
  const root = getComputedStyle(document.documentElement);
  const token = function (name) { return root.getPropertyValue(name).trim(); };
  const COLOURS = ["--pine", "--brass", "--indigo", "--cinnabar", "--ink-3"].map(token);
  const FONT = token("--font");
  const drawn = [];

  function scale() { return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16; }

  function written(value) {
    if (value === null || value === undefined) { return "无"; }
    const parts = String(value).split(".");
    parts[0] = parts[0].replace(/\B(?=(\d{3})+(?!\d))/g, ",");
    return parts.join(".");
  }

  function tip(spec) {
    return function (points) {
      const rows = points.map(function (point) {
        const series = spec.series[point.seriesIndex];
        const unit = series.unit || spec.unit;
        return series.name + "  " + written(series.values[point.dataIndex]) + (unit ? " " + unit : "");
      });
      return [points[0].axisValue].concat(rows).join("\n");
    };
  }

  /* A line alone on its axis shows its course; bars always start at nothing. */
  function axis(name, size, side, only) {
    return {
      type: "value", name: name.replace("CO2", "CO₂"), position: side, scale: only === "line",
      boundaryGap: only === "line" ? ["80%", "10%"] : side === "right" ? [0, "140%"] : [0, 0],
      nameTextStyle: { color: token("--ink-3"), fontFamily: FONT, fontSize: size, align: side === "right" ? "right" : "left" },
      axisLabel: { color: token("--ink-2"), fontFamily: FONT, fontSize: size },
      splitLine: { show: side !== "right", lineStyle: { color: token("--line") } },
      axisLine: { show: false }, axisTick: { show: false }
    };
  }

  function one(each, index) {
    const line = each.kind === "line";
    return {
      name: each.name, type: line ? "line" : "bar", data: each.values, yAxisIndex: each.axis === "right" ? 1 : 0,
      color: COLOURS[index % COLOURS.length], barMaxWidth: 30, barGap: "12%", symbol: "circle", symbolSize: 5, z: line ? 3 : 2, connectNulls: false,
      lineStyle: line ? { width: 2.5 } : undefined, itemStyle: line ? {} : { borderRadius: [2, 2, 0, 0] },
      emphasis: { disabled: true }
    };
  }

  function option(spec) {
    const size = Math.round(13 * scale());
    const right = spec.series.find(function (each) { return each.axis === "right"; });
    const left = spec.series.filter(function (each) { return each.axis !== "right"; });
    const only = left.every(function (each) { return each.kind === "line"; }) ? "line" : "bar";
    const axes = [axis(spec.unit, size, "left", only)];
    if (right) { axes.push(axis(right.unit || "", size, "right", "bar")); }
    return {
      animation: false, textStyle: { fontFamily: FONT, fontSize: size, color: token("--ink") },
      grid: { left: 4, right: right ? 8 : 4, top: 64, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 10, itemGap: 18, textStyle: { fontFamily: FONT, fontSize: size, color: token("--ink-2") } },
      tooltip: {
        trigger: "axis", renderMode: "richText", confine: true, formatter: tip(spec), axisPointer: { type: "line", lineStyle: { color: token("--line-strong") } },
        backgroundColor: token("--pine-deep"), borderWidth: 0, padding: 10, textStyle: { color: token("--on-pine"), fontFamily: FONT, fontSize: size, lineHeight: Math.round(size * 1.5) }
      },
      xAxis: {
        type: "category", data: spec.labels, boundaryGap: true, axisTick: { show: false }, axisLine: { lineStyle: { color: token("--ink") } },
        axisLabel: { color: token("--ink-2"), fontFamily: FONT, fontSize: size, hideOverlap: true }
      },
      yAxis: axes, series: spec.series.map(one)
    };
  }

  function draw(place) {
    const spec = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    const chart = window.echarts.init(place, null, { renderer: "svg" });
    chart.setOption(option(spec));
    drawn.push({ chart: chart, spec: spec });
    new ResizeObserver(function () { chart.resize(); }).observe(place);
  }

  function start() {
    for (const place of document.querySelectorAll("[data-chart]")) { draw(place); }
    window.addEventListener("resize", function () {
      for (const each of drawn) { each.chart.setOption(option(each.spec)); }
    });
  }

  document.fonts.ready.then(start);
})();
