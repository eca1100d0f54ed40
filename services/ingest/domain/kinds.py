"""The kinds of file that are taken, as people call them."""

KINDS = {
    "image/jpeg": " JPG 图片",
    "image/png": " PNG 图片",
    "image/webp": " WebP 图片",
    "image/gif": " GIF 图片",
    "image/bmp": " BMP 图片",
    "image/tiff": " TIFF 图片",
    "image/heic": " HEIC 图片",
    "image/avif": " AVIF 图片",
    "video/mp4": " MP4 视频",
    "video/quicktime": " MOV 视频",
    "application/pdf": " PDF 文档",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": " Word 文档",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": " Excel 表格",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": " PowerPoint 演示文稿",
}
