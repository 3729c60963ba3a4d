// The page's own words in the languages of the course. Everything a reader sees that is not from the notebook is here.

export type Language = "en" | "zh-CN";

export const words = {
  en: {
    contents: "Contents",
    code: "Code",
    output: "Output",
    warning: "stderr",
    error: "Error",
    framed: "This output is shown in a frame of its own, because it is more than plain HTML.",
    inactive: "Its scripts and whatever it would load from the network are switched off.",
    notShown: (types: string) => `This output has no form that a page without scripts can show (${types}).`,
    frameTitle: "HTML output",
    image: "image output",
    madeBy: (version: string) => `Executed with losslab${version}`,
    notebooks: "Notebooks",
    languages: { en: "English", "zh-CN": "中文" },
    failed: "a cell failed",
    live: "Run it live",
    liveNote: "in this browser, nothing to install; what you change stays here",
    download: "Download",
    course: "All notebooks",
    licences: "Licences",
  },
  "zh-CN": {
    contents: "目录",
    code: "代码",
    output: "输出",
    warning: "stderr",
    error: "错误",
    framed: "此输出不是普通的 HTML，因此单独显示在一个框中。",
    inactive: "其中的脚本和需要联网加载的内容已停用。",
    notShown: (types: string) => `此输出没有可在无脚本页面上显示的形式（${types}）。`,
    frameTitle: "HTML 输出",
    image: "图像输出",
    madeBy: (version: string) => `由 losslab${version} 执行`,
    notebooks: "笔记本",
    languages: { en: "English", "zh-CN": "中文" },
    failed: "有单元格出错",
    live: "运行这个笔记本",
    liveNote: "就在浏览器里，无需安装；您的修改只保存在这里",
    download: "下载",
    course: "全部笔记本",
    licences: "许可证",
  },
} as const;

export type Words = (typeof words)[Language];
